import type { Template } from 'aws-cdk-lib/assertions';
import { routesOf } from '../../src/api/routes';
import { Env, type AccessConfig, type Right } from '../../src/contract';
import { resourcesOf } from '../stacks';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

/** A method as the template has it. */
export interface Method {
  readonly OperationName?: string;
  readonly HttpMethod: string;
  readonly AuthorizationType: string;
  readonly AuthorizationScopes?: string[];
  readonly AuthorizerId?: unknown;
  readonly ApiKeyRequired?: boolean;
  readonly Integration: Record<string, unknown>;
  readonly MethodResponses?: Record<string, unknown>[];
}

/** Every method of a template, preflights included. */
export function methodsOf(template: Template): Method[] {
  return Object.values(resourcesOf(template, 'AWS::ApiGateway::Method')).map(({ Properties }) => Properties as unknown as Method);
}

/** The methods of the routes that ask for a right. */
export function methodsFor(template: Template, right: Right): Method[] {
  const operations = DEFAULT_ROUTES.filter((route) => route.right === right).map(({ operation }) => operation as string);
  return methodsOf(template).filter(({ OperationName }) => OperationName !== undefined && operations.includes(OperationName));
}

/** What the handler is told about access; `{"Ref": …}` is written as `<…>`. */
export function accessOf(template: Template): AccessConfig {
  const values = Object.values(resourcesOf(template, 'AWS::Lambda::Function'))
    .map(({ Properties }) => (Properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables?.[Env.ACCESS])
    .filter((value) => value !== undefined);
  expect(values).toHaveLength(1);
  return JSON.parse(textOf(values[0])) as AccessConfig;
}

interface Intrinsic {
  readonly 'Fn::Join'?: [string, unknown[]];
  readonly 'Fn::GetAtt'?: string[];
  readonly 'Ref'?: string;
}

/** A value as one text: joins joined, references as `<logical id>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: reference } = value as Intrinsic;
  return join ? join[1].map(textOf).join(join[0]) : `<${attribute ? attribute.join('.') : reference}>`;
}

/** Effects and resources of the API's resource policy. */
export function policyOf(template: Template): [effect: string, resource: unknown][] {
  const [api] = Object.values(resourcesOf(template, 'AWS::ApiGateway::RestApi'));
  const { Statement: statements } = api.Properties.Policy as { Statement: { Effect: string; Resource: unknown }[] };
  return statements.map(({ Effect, Resource }) => [Effect, Resource]);
}
