import type { StackSummary } from '@aws-sdk/client-cloudformation';
import { Buckets } from './bucket';
import { Keys } from './key';
import type { Kind } from './kind';
import { LogGroups } from './log-group';
import { Tables } from './table';
import type { AwsAccess } from '../aws';
import type { Progress } from '../progress';
import { deletedStacks, eventsOf, liveStacks, resourcesOf } from '../stacks';
import { CommandError } from '../target';

/**
 * What became of a resource that CloudFormation left: it is still there, it is gone, another stack has taken it in, what has its name
 * now is not of this stack, or it is of a kind that this command does not remove.
 */
export type Fate = 'left' | 'gone' | 'taken' | 'foreign' | 'unknown';

/** A resource that a deleted stack left behind. */
export interface Retained {
  readonly type: string;
  readonly physicalId: string;
  readonly logicalId: string;
  readonly fate: Fate;
  /** What it holds, or why it is not touched. */
  readonly about: string;
}

const TABLE = 'AWS::DynamoDB::Table';

/** Two types of one thing. */
const ALIASES: Record<string, string> = { 'AWS::DynamoDB::GlobalTable': TABLE };

/** These go with what they are a part of. */
const PARTS: ReadonlySet<string> = new Set(['AWS::Lambda::Version', 'AWS::Logs::LogStream']);

/** The kinds that can be removed, in the order in which they are: a key is needed to the end. */
export function kindsOf(access: AwsAccess): ReadonlyMap<string, Kind> {
  return new Map<string, Kind>([
    ['AWS::S3::Bucket', new Buckets(access)], [TABLE, new Tables(access)], ['AWS::Logs::LogGroup', new LogGroups(access)], ['AWS::KMS::Key', new Keys(access)],
  ]);
}

/**
 * Finds what a deleted stack and its nested stacks left, by what CloudFormation says that it skipped, and lays it beside what is there now
 * and what other stacks own.
 *
 * @param stack - name of the stack, then each deleted one of this name counts; or the id of one
 */
export async function findRetained(access: AwsAccess, stack: string, kinds: ReadonlyMap<string, Kind>, progress: Progress): Promise<Retained[]> {
  const deleted = await deletedAs(access, stack);
  const skipped = await skippedBy(access, deleted);
  if (skipped.size === 0) return [];
  const owners = await ownersOf(access, progress);
  const found: Retained[] = [];
  for (const [identity, { type, physicalId, logicalId, at, stackId }] of skipped) {
    progress.show('looking at what was left', found.length, skipped.size);
    found.push({ type, physicalId, logicalId, ...await fateOf({ physicalId, at, stackId }, kinds.get(type), owners.get(identity)) });
  }
  return found;
}

async function fateOf(
  { physicalId, at, stackId }: Pick<Skipped, 'physicalId' | 'at' | 'stackId'>, kind: Kind | undefined, owner: string | undefined,
): Promise<Pick<Retained, 'fate' | 'about'>> {
  if (owner !== undefined) return { fate: 'taken', about: `belongs to the stack ${owner} by now` };
  if (kind === undefined) return { fate: 'unknown', about: 'remove it by hand' };
  const now = await kind.find(physicalId);
  if (now === undefined) return { fate: 'gone', about: '' };
  if (now.stackId !== undefined && now.stackId !== stackId) return { fate: 'foreign', about: `its tags name the stack ${now.stackId}` };
  if (now.stackId === undefined && now.createdAt !== undefined && now.createdAt > at) {
    return { fate: 'foreign', about: `was made at ${now.createdAt.toISOString()}, when the stack was gone` };
  }
  return { fate: 'left', about: now.holds };
}

async function deletedAs({ cloudFormation }: AwsAccess, stack: string): Promise<StackSummary[]> {
  const [all, live] = await Promise.all([deletedStacks(cloudFormation), liveStacks(cloudFormation)]);
  const named = all.filter(({ StackName, StackId }) => StackName === stack || StackId === stack);
  if (named.length > 0) {
    const ids = new Set(named.map(({ StackId }) => StackId));
    return all.filter(({ StackId, RootId, ParentId }) => ids.has(StackId) || ids.has(RootId) || ids.has(ParentId));
  }
  const there = live.find(({ StackName, StackId }) => StackName === stack || StackId === stack);
  if (there) throw new CommandError(`the stack ${stack} is not deleted, it is ${there.StackStatus}: delete it first, then look again`);
  throw new CommandError(`no stack ${stack} was deleted here in the last 90 days, for which CloudFormation remembers them: check the name and --region`);
}

interface Skipped {
  readonly type: string;
  readonly physicalId: string;
  readonly logicalId: string;
  readonly at: Date;
  readonly stackId: string;
}

async function skippedBy({ cloudFormation }: AwsAccess, stacks: readonly StackSummary[]): Promise<Map<string, Skipped>> {
  const skipped = new Map<string, Skipped>();
  for (const { StackId = '' } of stacks) {
    for (const event of await eventsOf(cloudFormation, StackId)) {
      const { ResourceStatus, ResourceType = '', PhysicalResourceId: physicalId, LogicalResourceId: logicalId = '', Timestamp: at = new Date(0) } = event;
      if (ResourceStatus !== 'DELETE_SKIPPED' || !physicalId || PARTS.has(ResourceType)) continue;
      const identity = identityOf(ResourceType, physicalId);
      // Events come newest first: one that a later update or deletion skipped counts with its last time.
      if (!skipped.has(identity)) skipped.set(identity, { type: ALIASES[ResourceType] ?? ResourceType, physicalId, logicalId, at, stackId: StackId });
    }
  }
  return skipped;
}

/** The stack of each resource that a stack owns. */
async function ownersOf({ cloudFormation }: AwsAccess, progress: Progress): Promise<Map<string, string>> {
  const stacks = await liveStacks(cloudFormation);
  const owners = new Map<string, string>();
  for (const [done, { StackId = '', StackName = '' }] of stacks.entries()) {
    progress.show('looking through the other stacks', done, stacks.length);
    for (const { ResourceType = '', PhysicalResourceId = '' } of await resourcesOf(cloudFormation, StackId)) {
      owners.set(identityOf(ResourceType, PhysicalResourceId), StackName);
    }
  }
  return owners;
}

function identityOf(type: string, physicalId: string): string {
  return `${ALIASES[type] ?? type} ${physicalId}`;
}
