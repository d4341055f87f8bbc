import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { regulatedProps } from './regulated-props';
import { Preset, Records, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** A resource, as it is counted. */
export interface Counted {
  readonly type: string;
  /** Below the stack. */
  readonly path: string;
}

/** What is counted, by the head of its column. */
export const COLUMNS: Record<string, (stack: Stack) => ServerlessIngestApiProps> = {
  '`sandbox`': () => ({ preset: Preset.SANDBOX }),
  '`standard`': () => ({}),
  '`standard`, records read': () => ({ records: Records.rows() }),
  '`regulated`': regulatedProps,
};

const OURS = { env: { account: '123456789012', region: 'us-west-2' } };

/** Each resource of a stack with one pipeline, but for what the caller brought into it. */
export function resourcesWith(props: (stack: Stack) => ServerlessIngestApiProps): Counted[] {
  const stack = new Stack(new App(), 'Stack', OURS);
  const given = props(stack);
  const brought = new Set(stack.node.findAll());
  new ServerlessIngestApi(stack, 'Ingest', given);
  return stack.node.findAll()
    .filter((one): one is CfnResource => CfnResource.isCfnResource(one) && !brought.has(one))
    .map(({ cfnResourceType, node }) => ({ type: cfnResourceType, path: node.path.replace(/^Stack\/(Ingest\/)?/, '') }));
}
