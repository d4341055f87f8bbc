import type { Clients } from '../clients';
import type { DeployedStack } from '../deploy';
import { completeValidator, stageSettings } from './api';
import { bucketSettings } from './bucket';
import { functionSettings } from './function';
import { resolver } from './resolver';
import { applySettings, type CompletedSetting, type Subject } from './setting';
import { tableSettings } from './table';
import { topicSettings } from './topic';

export type { CompletedSetting } from './setting';

/** How a resource is completed, by its type. */
const COMPLETIONS: Record<string, (subject: Subject, stack: DeployedStack) => Promise<CompletedSetting[]>> = {
  'AWS::ApiGateway::RequestValidator': completeValidator,
  'AWS::ApiGateway::Stage': (subject) => applySettings(subject, stageSettings),
  'AWS::DynamoDB::Table': (subject) => applySettings(subject, tableSettings),
  'AWS::Lambda::Function': (subject) => applySettings(subject, functionSettings),
  'AWS::S3::Bucket': (subject) => applySettings(subject, bucketSettings),
  'AWS::SNS::Topic': (subject) => applySettings(subject, topicSettings),
};

async function completeOne(subject: Subject, stack: DeployedStack): Promise<CompletedSetting[]> {
  try {
    return await COMPLETIONS[subject.resource.Type](subject, stack);
  } catch (error) {
    throw new Error(`${subject.logicalId} (${subject.resource.Type}) cannot be completed: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Sets through the service APIs what the emulator's CloudFormation silently drops, so that the deployed stack has what
 * its template says.
 *
 * @returns what was set
 * @throws Error naming the resource that could not be completed
 */
export async function complete(clients: Clients, stack: DeployedStack, region: string): Promise<CompletedSetting[]> {
  const { template, physicalIds } = stack;
  const resolve = resolver(template, physicalIds, region);
  const subjects = Object.entries(template.Resources)
    .filter(([logicalId, { Type }]) => Type in COMPLETIONS && logicalId in physicalIds)
    .map(([logicalId, resource]) => ({ logicalId, resource, clients, resolve, physicalId: physicalIds[logicalId] }));
  return (await Promise.all(subjects.map((subject) => completeOne(subject, stack)))).flat();
}
