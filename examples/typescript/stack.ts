import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Capacity, Records, RowTtl, ServerlessIngestApi } from '../../src';

/** Orders in a network without the internet, for clients with a key and one page. What is not said here is the default: logs, traces, dead letters, alarms. */
export function ordersStack(app: App): Stack {
  const stack = new Stack(app, 'Orders');
  const layers = [new LayerVersion(stack, 'Reference', { code: Code.fromAsset(join(__dirname, 'layer')), description: 'Reference data, below /opt/reference' })];
  const ingest = new ServerlessIngestApi(stack, 'Ingest', {
    network: {},
    records: Records.rows({ rowTtl: RowTtl.afterIngest(Duration.days(30)) }),
    table: { capacity: Capacity.provisioned({ read: 5, write: 5 }) },
    processing: { layers },
    api: {
      layers,
      requireApiKey: true,
      usagePlan: { rateLimit: 1000 },
      cors: {
        origins: ['https://orders.example.com'],
        methods: ['GET', 'POST', 'DELETE'],
        headers: ['Authorization', 'Content-Type', 'If-None-Match', 'X-Amz-Date', 'X-Amz-Security-Token', 'X-Api-Key'],
        exposedHeaders: ['ETag', 'Location', 'x-amzn-RequestId'],
        maxAge: Duration.minutes(10),
        credentials: true,
      },
    },
    operations: { tags: { Environment: 'production' } },
  });
  stack.exportValue(ingest.table.tableName, { name: 'orders-table-name' });
  stack.exportValue(ingest.bucket.bucketName, { name: 'orders-bucket-name' });
  return stack;
}
