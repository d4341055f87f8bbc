import { type CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { type Context, condition, type Properties, resolved, UNKNOWN } from './asked';
import { KeyNames } from './keys';
import type { Encryption, Reading } from './reading';
import { readingsOf } from './readings';
import { type AwsAccess, awsAccess } from '../aws';
import { COMMON, readOptions, required, TEXT } from '../options';
import { columns, say } from '../output';
import { Progress } from '../progress';
import { resourcesOf } from '../stacks';
import { CommandError } from '../target';

const STACK = 'AWS::CloudFormation::Stack';

interface Template {
  readonly Resources?: Record<string, { readonly Type: string; readonly Condition?: string; readonly Properties?: Properties }>;
  readonly Conditions?: Record<string, unknown>;
}

/** A resource whose encryption was read back, as `--json` tells it. */
export interface Row {
  readonly logicalId: string;
  readonly type: string;
  readonly asked: string;
  readonly deployed: string;
  readonly same: boolean;
}

/** Reads the encryption of a stack's resources back and compares it with what the template asks for. */
export async function encryption(args: readonly string[]): Promise<number> {
  const { stack, region, json } = readOptions(args, { ...COMMON, stack: TEXT });
  const name = required('stack', stack);
  const access = await awsAccess(region);
  const progress = new Progress();
  try {
    const rows = await readStack(access, name, { readings: readingsOf(access), keys: new KeyNames(access), progress });
    progress.end();
    const different = rows.filter(({ same }) => !same);
    say(json ? JSON.stringify({ stack: name, different: different.length, resources: rows }) : tableText(name, rows));
    return different.length === 0 ? 0 : 1;
  } finally {
    progress.end();
  }
}

interface Means {
  readonly readings: ReadonlyMap<string, Reading>;
  readonly keys: KeyNames;
  readonly progress: Progress;
}

async function readStack(access: AwsAccess, stack: string, means: Means): Promise<Row[]> {
  const { template, context } = await deployedStack(access, stack);
  const rows: Row[] = [];
  const resources = Object.entries(template.Resources ?? {});
  for (const [done, [logicalId, { Type: type, Condition, Properties: properties = {} }]] of resources.entries()) {
    means.progress.show(`reading back ${stack}`, done, resources.length);
    const physicalId = context.physicalIds.get(logicalId);
    if (type === STACK && physicalId !== undefined) rows.push(...await readStack(access, physicalId, means));
    const reading = means.readings.get(type);
    if (reading === undefined || (physicalId === undefined && Condition !== undefined && condition({ Condition }, context) !== true)) continue;
    const known = resolved(properties, context) as Properties;
    const asked = reading.asked(known);
    if (asked === undefined) continue;
    const deployed = physicalId === undefined ? { how: 'not there' } : await deployedAs(reading, physicalId, known);
    rows.push({ logicalId, type, ...await compared(asked, deployed, means.keys) });
  }
  return rows;
}

/** One that AWS does not tell about counts as different: a check that cannot look has not passed. */
async function deployedAs(reading: Reading, physicalId: string, properties: Properties): Promise<Encryption> {
  try {
    return await reading.deployed(physicalId, properties);
  } catch (error) {
    return { how: `cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

async function compared(asked: Encryption, deployed: Encryption, keys: KeyNames): Promise<Pick<Row, 'asked' | 'deployed' | 'same'>> {
  const known = ({ key }: Encryption) => key === undefined || key === UNKNOWN ? undefined : keys.of(key);
  const [askedKey, deployedKey] = await Promise.all([known(asked), known(deployed)]);
  // A key that only CloudFormation knows can be any, but not one that a service brings along.
  const sameKey = asked.key === UNKNOWN ? deployedKey !== undefined && !deployedKey.managedByAws : askedKey?.id === deployedKey?.id;
  return { asked: textOf(asked), deployed: textOf(deployed), same: asked.how === deployed.how && sameKey };
}

function textOf({ how, key }: Encryption): string {
  if (key === undefined) return how;
  return `${how} by ${key === UNKNOWN ? 'a key from elsewhere' : key.replace(/^arn:.*:(?:key\/)?/, '')}`;
}

async function deployedStack(access: AwsAccess, name: string): Promise<{ template: Template; context: Context }> {
  const { cloudFormation } = access;
  const stack = await described(cloudFormation, name);
  const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: name }));
  const template = parsed(TemplateBody, name);
  const resources = await resourcesOf(cloudFormation, name);
  const [, partition, , , account] = stack.StackId?.split(':') ?? [];
  return {
    template,
    context: {
      physicalIds: new Map(resources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId])),
      parameters: new Map((stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '', ResolvedValue }) => [ParameterKey, ResolvedValue ?? ParameterValue])),
      conditions: new Map(Object.entries(template.Conditions ?? {})),
      pseudo: new Map([['AWS::Region', access.region], ['AWS::Partition', partition ?? 'aws'], ['AWS::AccountId', account ?? ''], ['AWS::StackName', stack.StackName ?? name]]),
    },
  };
}

async function described(cloudFormation: CloudFormationClient, name: string) {
  const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name })).catch((error: unknown) => {
    throw new CommandError(`the stack ${name} cannot be looked up: ${error instanceof Error ? error.message : error}`);
  });
  if (stack === undefined) throw new CommandError(`there is no stack ${name}: check the name and --region`);
  return stack;
}

function parsed(text: string, name: string): Template {
  try {
    return JSON.parse(text) as Template;
  } catch {
    throw new CommandError(`the template of ${name} is not JSON, so what it asks for cannot be read: deploy it as JSON`);
  }
}

function tableText(name: string, rows: readonly Row[]): string {
  const different = rows.filter(({ same }) => !same).length;
  const cells = rows.map(({ logicalId, type, asked, deployed, same }) => [same ? 'ok' : 'DIFFERENT', type, logicalId, same ? deployed : `${deployed}, asked for ${asked}`]);
  const sum = different === 0 ? `each of ${rows.length} resources of ${name} is encrypted as its template asks` : `${different} of ${rows.length} resources of ${name} are not`;
  return `${columns(cells)}\n${sum}`;
}
