import { App, Duration, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ComplianceGate, Format, Records, ServerlessIngestApi } from '../../src';

/** Synthesizes what the app of each other language synthesizes. */
export function synthTwin(outdir: string): void {
  const app = new App({ outdir });

  new ServerlessIngestApi(new Stack(app, 'Default'), 'Ingest');

  new ServerlessIngestApi(new Stack(app, 'Configured'), 'Ingest', {
    stage: 'test',
    source: { prefix: 'in/', suffixes: ['.csv', '.csv.gz'] },
    records: Records.rows({ format: Format.csv({ delimiter: ';' }), maxErrorRate: 0.01 }),
    api: { throttlingRateLimit: 50, uploadExpiry: Duration.minutes(2) },
  });

  const bucket = new Bucket(new Stack(app, 'Shared'), 'Files', { enforceSSL: true });
  new ServerlessIngestApi(new Stack(app, 'Borrowed'), 'Ingest', { source: { bucket }, api: { throttlingBurstLimit: 100 } });

  ComplianceGate.enforce(app, {
    exceptions: [{ id: 'AwsSolutions-S1', path: 'Shared/Files', reason: 'the owner of the files keeps an inventory instead of access logs' }],
  });
  app.synth();
}
