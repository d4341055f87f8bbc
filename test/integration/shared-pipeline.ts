import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AccountLogging, ApiAuth, ApiDocs, Preset, Records, ServerlessIngestApi } from '../../src';

/** One pipeline of rows under `in/`, behind an API key. Returns what a further API before it needs, but for who may call that. */
export function sharedPipeline(stack: Stack) {
  const { source, storage: table, maintenance } = new ServerlessIngestApi(stack, 'Ingest', {
    preset: Preset.SANDBOX, source: { prefix: 'in/' }, records: Records.rows(), api: { auth: ApiAuth.apiKey() },
  });
  return {
    source, table, maintenance, docs: ApiDocs.callers(), waf: false, accountLogging: AccountLogging.OFF, removalPolicy: RemovalPolicy.DESTROY,
  };
}
