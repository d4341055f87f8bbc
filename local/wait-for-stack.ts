import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeEventsCommand, DescribeStackEventsCommand, DescribeStacksCommand, type CloudFormationClient, type StackEvent,
} from '@aws-sdk/client-cloudformation';

const POLL_MS = 100;

/** A stack that is being created, and how long that may take. */
export interface WaitOptions {
  readonly stackName: string;
  /** Called with the number of finished resources. */
  readonly onDone: (done: number) => void;
  /** Milliseconds. */
  readonly limitMs: number;
}

async function eventsOf(cloudFormation: CloudFormationClient, stackName: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackName, NextToken: token }));
    events.push(...page.StackEvents ?? []);
    token = page.NextToken;
  } while (token);
  return events.filter(({ LogicalResourceId: id }) => id !== stackName);
}

/**
 * Why a stack failed. Events come newest first, and the oldest failure is the cause of the others; where no resource was
 * begun, the check before it knows.
 */
async function reasonOf(cloudFormation: CloudFormationClient, stackName: string, events: StackEvent[]): Promise<string> {
  const first = events.filter(({ ResourceStatus: status }) => status?.endsWith('_FAILED')).at(-1);
  if (first) return `${first.LogicalResourceId} (${first.ResourceType}): ${first.ResourceStatusReason}`;
  const { OperationEvents: checks = [] } = await cloudFormation.send(new DescribeEventsCommand({ StackName: stackName }));
  const failed = checks.find(({ ValidationStatus: status }) => status === 'FAILED');
  return failed ? `${failed.LogicalResourceId} (${failed.ResourceType}): ${failed.ValidationStatusReason}` : 'no resource gave a reason';
}

function unfinishedIn(events: StackEvent[]): string {
  const newest = new Map([...events].reverse().map((event) => [event.LogicalResourceId, event.ResourceStatus]));
  return [...newest].filter(([, status]) => status === 'CREATE_IN_PROGRESS').map(([id]) => id).join(', ') || 'the stack itself';
}

/**
 * Waits until a stack is created.
 *
 * @returns its outputs
 * @throws Error with the failed resource and its reason, or with what is unfinished when the time is up
 */
export async function waitForStack(cloudFormation: CloudFormationClient, options: WaitOptions): Promise<Record<string, string>> {
  const { stackName, onDone, limitMs } = options;
  for (const end = Date.now() + limitMs; ;) {
    const { Stacks: stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    const { StackStatus: status, Outputs: outputs = [] } = stacks?.[0] ?? {};
    const events = await eventsOf(cloudFormation, stackName);
    onDone(events.filter((event) => event.ResourceStatus === 'CREATE_COMPLETE').length);
    if (status === 'CREATE_COMPLETE') return Object.fromEntries(outputs.map((output) => [output.OutputKey, output.OutputValue]));
    if (status !== 'CREATE_IN_PROGRESS') {
      throw new Error(`the stack ${stackName} ended as ${status}, ${await reasonOf(cloudFormation, stackName, events)}`);
    }
    if (Date.now() > end) throw new Error(`the stack ${stackName} was not there within ${limitMs / 1000} s, unfinished: ${unfinishedIn(events)}`);
    await sleep(POLL_MS);
  }
}
