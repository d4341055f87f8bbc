import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStackCommand, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { publishAssets } from './assets';
import type { Clients, Target } from './clients';
import { withoutRefused, type LeftOut, type Template } from './template';
import { waitForStack } from './wait-for-stack';

const TEMPLATE_BUCKET = 'serverless-ingest-templates';
const LIMIT_MS = 120_000;

/** What to deploy, and how long it may take. */
export interface DeployOptions {
  /** The folder that an app was synthesized into, `cdk.out`. */
  readonly cloudAssembly: string;
  readonly stackName: string;
  /** Called with the number of finished resources out of all. Default: nobody is told. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Milliseconds. Default: two minutes. */
  readonly limitMs?: number;
}

/** A deployed stack. */
export interface DeployedStack {
  readonly stackName: string;
  /** As it was synthesized, with what the emulator leaves out. */
  readonly template: Template;
  /** The resources that the emulator cannot play. */
  readonly leftOut: LeftOut[];
  readonly outputs: Record<string, string>;
  /** Physical id of each resource by its logical id. */
  readonly physicalIds: Record<string, string>;
}

/**
 * Deploys a synthesized stack on the emulator: publishes its assets, creates it without what the emulator refuses, and
 * waits.
 *
 * @throws Error with the failed resource and its reason, or with what is still missing when the time is up
 */
export async function deploy(clients: Clients, target: Target, options: DeployOptions): Promise<DeployedStack> {
  const { cloudAssembly, stackName, onProgress, limitMs = LIMIT_MS } = options;
  const original = JSON.parse(readFileSync(join(cloudAssembly, `${stackName}.template.json`), 'utf8')) as Template;
  const { template, leftOut } = withoutRefused(original);
  // A bucket answers in its own region alone.
  const bucket = `${TEMPLATE_BUCKET}-${target.region}`;
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await Promise.all([
    publishAssets(clients.s3, target, cloudAssembly, stackName),
    clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${stackName}.json`, Body: JSON.stringify(template) })),
  ]);
  await clients.cloudFormation.send(new CreateStackCommand({
    StackName: stackName,
    TemplateURL: `${target.endpoint}/${bucket}/${stackName}.json`,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    OnFailure: 'DO_NOTHING',
  }));
  const total = Object.keys(template.Resources).length;
  const outputs = await waitForStack(clients.cloudFormation, { stackName, limitMs, onDone: (done) => onProgress?.(done, total) });
  const { StackResources: resources = [] } = await clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stackName }));
  const physicalIds = Object.fromEntries(resources.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId]));
  return { stackName, template: original, leftOut, outputs, physicalIds };
}
