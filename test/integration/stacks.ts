import { Stack } from 'aws-cdk-lib';
import type { StackBuilder } from '../../local/stack';
import { ApiAuth, Preset, Records, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** A stack with one pipeline and nothing else. */
export function stackOf(props: ServerlessIngestApiProps): StackBuilder {
  return (app) => {
    const stack = new Stack(app, 'Integration');
    new ServerlessIngestApi(stack, 'Ingest', props);
    return stack;
  };
}

/** Rows of any file in a known format, behind an API key, destroyed with the stack. */
export const ROWS: ServerlessIngestApiProps = {
  preset: Preset.SANDBOX,
  records: Records.rows(),
  api: { auth: ApiAuth.apiKey() },
};
