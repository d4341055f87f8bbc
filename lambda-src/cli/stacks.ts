import {
  type CloudFormationClient, paginateDescribeStackEvents, paginateListStackResources, paginateListStacks, type StackEvent, type StackResourceSummary,
  type StackStatus, type StackSummary,
} from '@aws-sdk/client-cloudformation';

/** Whatever a stack that still owns its resources can be. */
const LIVE: readonly StackStatus[] = [
  'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_COMPLETE', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED', 'ROLLBACK_COMPLETE', 'DELETE_IN_PROGRESS',
  'DELETE_FAILED', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS', 'IMPORT_IN_PROGRESS',
  'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_FAILED', 'IMPORT_ROLLBACK_COMPLETE',
];

async function stacksIn(client: CloudFormationClient, statuses: readonly StackStatus[]): Promise<StackSummary[]> {
  const found: StackSummary[] = [];
  for await (const { StackSummaries: page = [] } of paginateListStacks({ client }, { StackStatusFilter: [...statuses] })) found.push(...page);
  return found;
}

/** The stacks that exist. */
export function liveStacks(client: CloudFormationClient): Promise<StackSummary[]> {
  return stacksIn(client, LIVE);
}

/** The stacks that were deleted in the last 90 days: CloudFormation forgets them then. */
export function deletedStacks(client: CloudFormationClient): Promise<StackSummary[]> {
  return stacksIn(client, ['DELETE_COMPLETE']);
}

/** What a stack owns. */
export async function resourcesOf(client: CloudFormationClient, stack: string): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries: page = [] } of paginateListStackResources({ client }, { StackName: stack })) found.push(...page);
  return found;
}

/** What happened to a stack, the newest first. A deleted one is found by its id alone. */
export async function eventsOf(client: CloudFormationClient, stackId: string): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  for await (const { StackEvents: page = [] } of paginateDescribeStackEvents({ client }, { StackName: stackId })) found.push(...page);
  return found;
}
