import { ACCOUNT } from '../clients';
import type { Template, Value } from '../template';

/** Values of a template with nothing left to resolve. */
export type Resolve = (value: Value | undefined) => unknown;

type ArnOf = (region: string, physicalId: string) => string;

const inAccount = (service: string, resource: (id: string) => string): ArnOf =>
  (region, id) => `arn:aws:${service}:${region}:${ACCOUNT}:${resource(id)}`;

/** How a physical id becomes an ARN. The Ref of a queue is its URL. */
const ARNS: Record<string, ArnOf> = {
  'AWS::DynamoDB::Table': inAccount('dynamodb', (id) => `table/${id}`),
  'AWS::IAM::Role': (_, id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::KMS::Key': inAccount('kms', (id) => `key/${id}`),
  'AWS::Lambda::Function': inAccount('lambda', (id) => `function:${id}`),
  'AWS::Logs::LogGroup': inAccount('logs', (id) => `log-group:${id}:*`),
  'AWS::S3::Bucket': (_, id) => `arn:aws:s3:::${id}`,
  'AWS::SNS::Topic': (_, id) => id,
  'AWS::SQS::Queue': inAccount('sqs', (id) => id.split('/').at(-1) ?? id),
};

const ID_ATTRIBUTES = ['GroupId', 'QueueUrl', 'SubnetId', 'VpcId', 'KeyId', 'TopicArn'];

/**
 * Resolves the intrinsic functions of a deployed stack's template: Ref, Fn::GetAtt of the resources that a setting can
 * point to, Fn::Join, Fn::Sub, Fn::Select and Fn::Split.
 *
 * @param physicalIds - physical id of each resource by its logical id
 * @returns a function that throws an Error naming what it cannot resolve
 */
export function resolver(template: Template, physicalIds: Record<string, string>, region: string): Resolve {
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': ACCOUNT, 'AWS::Region': region, 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::NoValue': undefined,
  };
  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    if (name in physicalIds) return physicalIds[name];
    throw new Error(`the reference to ${name} cannot be resolved: no resource of the deployed stack has this logical id`);
  };
  const attribute = (id: string, name: string): unknown => {
    if (ID_ATTRIBUTES.includes(name)) return ref(id);
    const arn = ARNS[template.Resources[id]?.Type];
    if (name === 'Arn' && arn) return arn(region, String(ref(id)));
    throw new Error(`the attribute ${id}.${name} cannot be resolved: teach local/completion/resolver.ts what it stands for`);
  };
  const name = (text: string): unknown => text.includes('.') ? attribute(text.split('.')[0], text.slice(text.indexOf('.') + 1)) : ref(text);
  const functions: Record<string, (argument: Value) => unknown> = {
    'Ref': (argument) => ref(String(argument)),
    'Fn::GetAtt': (argument) => name(Array.isArray(argument) ? argument.join('.') : String(argument)),
    'Fn::Join': (argument) => {
      const [separator, parts] = resolve(argument) as [string, unknown[]];
      return parts.join(separator);
    },
    'Fn::Select': (argument) => {
      const [index, list] = resolve(argument) as [string, unknown[]];
      return list[Number(index)];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = resolve(argument) as [string, string];
      return text.split(separator);
    },
    'Fn::Sub': (argument) => {
      const [text, values] = (Array.isArray(argument) ? resolve(argument) : [argument, {}]) as [string, Record<string, unknown>];
      return text.replace(/\$\{([^!}][^}]*)\}/g, (_, key: string) => String(key in values ? values[key] : name(key))).replaceAll('${!', '${');
    },
  };
  const resolve = (value: Value | undefined): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve).filter((element) => element !== undefined);
    const [only] = Object.keys(value);
    if (only in functions && Object.keys(value).length === 1) return functions[only](value[only]);
    if (only?.startsWith('Fn::')) throw new Error(`${only} cannot be resolved: teach local/completion/resolver.ts what it stands for`);
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, resolve(element)]));
  };
  return resolve;
}
