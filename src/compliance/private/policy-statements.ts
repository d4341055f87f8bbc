import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';

/** A statement of a synthesized policy. Resources are written the way cdk-nag writes them in its finding ids. */
export interface ResolvedStatement {
  readonly effect: string;
  /** None where the statement says `NotAction`. */
  readonly actions: string[];
  readonly resources: string[];
}

/** The statements that a policy, a managed policy or the inline policies of a role consist of; none for anything else. */
export function statementsOf(resource: CfnResource): ResolvedStatement[] {
  return documentsOf(resource).flatMap(document => listOf(fieldOf(document, 'Statement'))).map(statement => ({
    effect: String(fieldOf(statement, 'Effect')),
    actions: listOf(fieldOf(statement, 'Action')).map(String),
    resources: listOf(fieldOf(statement, 'Resource')).map(flatten),
  }));
}

/** An ARN or another value as one string: `<Bucket.Arn>/in/*` for a join of an attribute and a text. */
export function flatten(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\${/g, '<').replace(/}/g, '>');
  const join = fieldOf(value, 'Fn::Join');
  if (Array.isArray(join)) return listOf(join[1]).map(flatten).join(String(join[0]));
  const sub = fieldOf(value, 'Fn::Sub');
  if (sub !== undefined) return flatten(sub);
  const attribute = fieldOf(value, 'Fn::GetAtt');
  if (Array.isArray(attribute)) return `<${attribute.map(flatten).join('.')}>`;
  const imported = fieldOf(value, 'Fn::ImportValue');
  if (imported !== undefined) return flatten(imported);
  const reference = fieldOf(value, 'Ref');
  return reference === undefined ? JSON.stringify(value) : `<${flatten(reference)}>`;
}

function documentsOf(resource: CfnResource): unknown[] {
  const resolve = (value: unknown): unknown => Stack.of(resource).resolve(value);
  if (resource instanceof CfnPolicy || resource instanceof CfnManagedPolicy) return [resolve(resource.policyDocument)];
  if (resource instanceof CfnRole) return listOf(resolve(resource.policies)).map(policy => resolve(fieldOf(policy, 'policyDocument')));
  return [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
