import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { s3Event } from './s3-event';
import { ROWS } from './stacks';
import { findOutput, startSession } from '../../local/session';
import { ServerlessIngestApi } from '../../src';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE, type ObjectIngested } from '../../src/contract';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'object-ingested.schema.json'), 'utf8')) as object;
const ajv = new Ajv({ allowUnionTypes: true });
addFormats(ajv);
const isValid = ajv.compile(SCHEMA);

let pipeline: Pipeline;
let listener: string;
beforeAll(async () => {
  const session = await startSession({
    build: (app) => {
      const stack = new Stack(app, 'Integration');
      const bus = new EventBus(stack, 'Bus');
      const queue = new Queue(stack, 'Listener');
      new Rule(stack, 'Rule', {
        eventBus: bus, eventPattern: { source: [EVENT_SOURCE], detailType: [EVENT_DETAIL_TYPE] }, targets: [new SqsQueue(queue)],
      });
      new CfnOutput(stack, 'ListenerUrl', { value: queue.queueUrl });
      new ServerlessIngestApi(stack, 'Ingest', { ...ROWS, operations: { announceTo: bus } });
      return stack;
    },
  });
  pipeline = new Pipeline(session, withKey(session.apiKey));
  listener = `${session.endpoint}${new URL(findOutput(session.stack.outputs, 'ListenerUrl')).pathname}`;
});
afterAll(() => pipeline?.stop());

const heard: ObjectIngested[] = [];

/** Waits for an event of a key that is as it should be. */
function event(key: string, status: string): Promise<ObjectIngested> {
  const find = () => heard.find((one) => one.key === key && one.status === status);
  return until(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: listener, MaxNumberOfMessages: 10 });
    const { Messages: messages = [] } = await pipeline.session.clients.sqs.send(receive);
    for (const { Body: body = '{}', ReceiptHandle } of messages) {
      heard.push((JSON.parse(body) as { detail: ObjectIngested }).detail);
      await pipeline.session.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: listener, ReceiptHandle }));
    }
    return find();
  }, () => `no event of ${key} says ${status}: ${JSON.stringify(heard)}`);
}

test('one event tells of each final status, when its rows can be read', async () => {
  await pipeline.put('a/ü b.csv', 'n\n1\n2\n3,4\n5\n6\n7\n8\n9\n10\n11\n12\n');
  const committed = await event('a/ü b.csv', 'COMMITTED');
  expect(await pipeline.rows('a/ü b.csv')).toHaveLength(committed.rowsWritten);
  const { id, etag, versionId } = await pipeline.entry('a/ü b.csv');
  const { bucket } = pipeline.session;
  expect(committed).toMatchObject({ id, etag, versionId, bucket, rowsParsed: 11, rowsWritten: 10, rowsRejected: 1, firstError: { line: 4 } });
  expect(committed.quarantine?.prefix).toBe('a/ü b.csv/');

  await pipeline.put('empty.csv', '');
  await event('empty.csv', 'EMPTY');
  await pipeline.put('bad.csv', 'a,a\n');
  expect(await event('bad.csv', 'QUARANTINED')).toMatchObject({ rowsWritten: 0, firstError: { line: 1 } });
  await pipeline.remove('a/ü b.csv');
  expect((await event('a/ü b.csv', 'DELETED')).rev).toBeGreaterThan(committed.rev);
});

test('events of S3 that come again tell nothing again', async () => {
  for (let n = 0; n < 3; n++) await pipeline.send(s3Event({ bucket: pipeline.session.bucket, key: 'bad.csv' }));
  await pipeline.put('last.csv', 'n\n1\n');
  await event('last.csv', 'COMMITTED');
  await pipeline.quiet();
  expect(heard.filter(({ key }) => key === 'bad.csv')).toHaveLength(1);
});

test('each event is as its schema says', () => {
  expect(heard.length).toBeGreaterThanOrEqual(5);
  for (const one of heard) expect([one, isValid(one), isValid.errors]).toEqual([one, true, null]);
  expect(isValid({ ...heard[0], status: 'PROCESSING' })).toBe(false);
});
