import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ApiAuth, Preset, Records, ServerlessIngestApi } from '../../src';

/** A pipeline whose records pass through a function of the caller's on their way to the table. */
export function transformStack(app: App, records: Records = Records.rows({ maxErrorRate: 0.5 })): Stack {
  const stack = new Stack(app, 'Transform');
  new ServerlessIngestApi(stack, 'Ingest', {
    preset: Preset.SANDBOX,
    records,
    processing: { transform: join(__dirname, 'transform') },
    api: { auth: ApiAuth.apiKey() },
  });
  return stack;
}
