import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Duration, Stack } from 'aws-cdk-lib';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { ROWS } from './stacks';
import { http } from '../../local/http';
import { startSession } from '../../local/session';
import { AccountLogging, Preset, ServerlessIngestApi } from '../../src';

let pipeline: Pipeline;

beforeAll(async () => {
  const session = await startSession({
    build: (app) => {
      const stack = new Stack(app, 'Edge');
      new ServerlessIngestApi(stack, 'Ingest', {
        ...ROWS,
        preset: Preset.STANDARD,
        operations: { alarms: false },
        api: {
          ...ROWS.api,
          accountLogging: AccountLogging.ASSUME_SET,
          cache: {},
          methodThrottles: [{ method: 'POST', path: '/uploads', rateLimit: 5, burstLimit: 10 }],
          allowedIpRanges: ['127.0.0.0/8'],
          accessLogDelivery: { interval: Duration.seconds(0) },
        },
      });
      return stack;
    },
  });
  pipeline = new Pipeline(session, withKey(session.apiKey));
});

afterAll(() => pipeline.stop());

test('D10: a stage with a cache and limits answers as before', async () => {
  await pipeline.ingest('in/a.csv', 'id\n1\n');
  expect(await pipeline.rows('in/a.csv')).toEqual(['{"id":"1"}']);
});

/** Hands a record to a delivery stream as CloudWatch Logs does, which the emulator does not do by itself. */
async function deliver(stream: string, message: string): Promise<void> {
  const envelope = { messageType: 'DATA_MESSAGE', owner: '0', logGroup: 'g', logStream: 's', subscriptionFilters: ['f'], logEvents: [{ id: '1', timestamp: 1, message }] };
  const { endpoint, region } = pipeline.session;
  const { status, body } = await http(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Firehose_20150804.PutRecord',
      'authorization': `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/firehose/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ DeliveryStreamName: stream, Record: { Data: gzipSync(JSON.stringify(envelope)).toString('base64') } }),
  });
  if (status !== 200) throw new Error(`Firehose answered ${status}: ${body}`);
}

test('D1: a line of the access log arrives in the log bucket, under its prefix and hour', async () => {
  const { physicalIds } = pipeline.session.stack;
  const idOf = (pattern: RegExp) => Object.entries(physicalIds).find(([id]) => pattern.test(id))?.[1] ?? '';
  const bucket = idOf(/SourceAccessLogs[0-9A-F]{8}$/);
  const message = JSON.stringify({ requestId: 'r-1', status: '200' });
  await deliver(idOf(/AccessLogDeliveryStream/), message);
  const arrived = async () => {
    const { Contents = [] } = await pipeline.session.clients.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'api/' }));
    return Contents.find(({ Key }) => !Key?.includes('errors'))?.Key;
  };
  const key = await until(arrived, () => 'nothing has arrived', 10_000);
  expect(key).toMatch(/^api\/\d{4}\/\d\d\/\d\d\/\d\d\//);
  const { Body } = await pipeline.session.clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = Buffer.from(await Body?.transformToByteArray() ?? []);
  // The emulator unpacks the record; that Firehose takes the line out of it is asserted on the template.
  expect(gunzipSync(bytes).toString()).toContain(JSON.stringify(message));
});
