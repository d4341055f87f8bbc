import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ServerlessIngestApi, type ServerlessIngestApiProps } from '../src';

/** A resource of a synthesized template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

/** Props, or what makes them once the stack is there. */
type Props = ServerlessIngestApiProps | ((stack: Stack) => ServerlessIngestApiProps);

/** A stack with one ingest in it. */
export function ingestStack(props?: Props): { stack: Stack; ingest: ServerlessIngestApi } {
  const stack = new Stack(new App(), 'Test');
  return { stack, ingest: new ServerlessIngestApi(stack, 'Ingest', typeof props === 'function' ? props(stack) : props) };
}

/** Its template. */
export function ingestTemplate(props?: Props): Template {
  return Template.fromStack(ingestStack(props).stack);
}

/** Resources of a template, by logical id. */
export function resourcesOf(template: Template, type?: string): Record<string, Resource> {
  const all = template.toJSON().Resources as Record<string, Resource>;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => type === undefined || resource.Type === type));
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of every IAM policy of a template. */
export function statementsOf(template: Template): Statement[] {
  return Object.values(resourcesOf(template, 'AWS::IAM::Policy'))
    .flatMap((policy) => (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

/** What one value or a list of them holds. */
export function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
