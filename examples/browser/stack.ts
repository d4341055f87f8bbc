import { Stack } from 'aws-cdk-lib';
import { StackBuilder } from '../../local/stack';
import { ApiAuth, Preset, Records, ServerlessIngestApi } from '../../src';

/** Rows of any file in a known format, behind an API key, for the pages of one origin: to the API, and straight into the bucket. */
export function browserStack(origin: string): StackBuilder {
  return (app) => {
    const stack = new Stack(app, 'ServerlessIngestBrowser');
    new ServerlessIngestApi(stack, 'Ingest', {
      preset: Preset.SANDBOX,
      records: Records.rows(),
      api: { auth: ApiAuth.apiKey(), cors: { origins: [origin] } },
    });
    return stack;
  };
}
