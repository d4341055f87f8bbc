import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { readCsv } from './readers';
import { s3Event, type S3EventOptions } from './s3-event';
import type { LedgerEntry } from '../../local/ingest-client';
import { DEAD_LETTER_REASON } from '../../src/contract';

const A = 'n\n1\n2\n3\n';
const B = 'n\n4\n';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

const event = (options: Omit<S3EventOptions, 'bucket'>) => s3Event({ bucket: pipeline.session.bucket, ...options });

/** Entries of all objects, and their rows. */
async function everything(): Promise<[LedgerEntry, string[]][]> {
  const entries = await pipeline.api.all<LedgerEntry>('/objects');
  return Promise.all(entries.map(async (entry): Promise<[LedgerEntry, string[]]> => [entry, await pipeline.api.rows(entry.id)]));
}

describe('events that come again, late or out of order', () => {
  test('change nothing', async () => {
    const first = await pipeline.ingest('changed twice.csv', A);
    const second = await pipeline.ingest('changed twice.csv', B);
    const third = await pipeline.ingest('changed twice.csv', A);
    await pipeline.ingest('deleted+gone.csv', A);
    const { VersionId: marker } = await pipeline.remove('deleted+gone.csv');
    await pipeline.deleted('deleted+gone.csv');
    await pipeline.ingest('bad.csv', 'a,a\n');
    await pipeline.ingest('empty.csv', '');
    const before = await everything();

    const versions = [first, second, third].map((entry, index) => ({
      key: entry.key, versionId: String(entry.versionId), etag: String(entry.etag), sequencer: `0${index}`,
    }));
    const messages = [
      ...versions.map((version) => event(version)), ...versions.reverse().map((version) => event(version)),
      event({ key: 'changed twice.csv', eventName: 'ObjectRemoved:Delete', sequencer: 'FF' }),
      event({ key: 'deleted+gone.csv', eventName: 'ObjectCreated:Put', sequencer: 'FF' }),
      event({ key: 'deleted+gone.csv', eventName: 'ObjectRemoved:DeleteMarkerCreated', versionId: marker }),
      event({ key: 'bad.csv' }), event({ key: 'empty.csv' }),
    ];
    for (const message of [...messages, ...messages]) await pipeline.send(message);
    await pipeline.quiet();
    expect(await everything()).toEqual(before);
    expect(await pipeline.rows('changed twice.csv')).toEqual(readCsv(A));
    expect(await pipeline.deadLetters()).toBe(0);
  });

  test('do no harm while the object changes', async () => {
    const key = 'changing.csv';
    const versions = Array.from({ length: 8 }, (_, n) => `n\n${`${n}\n`.repeat(20 - 2 * n)}`);
    for (const version of versions) {
      await Promise.all([pipeline.put(key, version), pipeline.send(event({ key })), pipeline.send(event({ key, eventName: 'ObjectRemoved:Delete' }))]);
    }
    await pipeline.quiet();
    expect(await pipeline.rows(key)).toEqual(readCsv(versions[versions.length - 1]));
  });

  test('E5: are understood in the envelopes of SNS and EventBridge, and a test event is none', async () => {
    const before = await everything();
    const { bucket } = pipeline.session;
    await pipeline.send(JSON.stringify({ Type: 'Notification', Message: event({ key: 'changed twice.csv' }) }));
    await pipeline.send(JSON.stringify({
      'version': '0',
      'source': 'aws.s3',
      'detail-type': 'Object Created',
      'time': '2026-01-01T00:00:00Z',
      'detail': { version: '0', bucket: { name: bucket }, object: { key: 'deleted+gone.csv' } },
    }));
    await pipeline.send(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket }));
    await pipeline.quiet();
    expect(await everything()).toEqual(before);
    expect(await pipeline.deadLetters()).toBe(0);
  });
});

test('D13, E5: what is not understood, and events of another bucket, are in the dead-letter queue at once, word for word and with the reason', async () => {
  const key = 'undisturbed.csv';
  await pipeline.ingest(key, A);
  const before = await everything();
  const partly = JSON.parse(event({ key: 'good part.csv' })) as { Records: object[] };
  await pipeline.put('good part.csv', A);
  const refused = [
    'no JSON', '[]', '"text"', 'null', '{}', '{"Records":[{}]}', '{"Records":[{"eventSource":"aws:dynamodb"}]}',
    event({ key }).replace('"2.1"', '"3.0"'), event({ key: '' }), event({ key }).replace(`"key":"${key}"`, '"key":"%E0%A4%A"'), event({ key: 'k'.repeat(1025) }),
    s3Event({ bucket: 'another-bucket', key }),
    JSON.stringify({ Type: 'Notification', Message: s3Event({ bucket: 'another-bucket', key }) }),
    JSON.stringify({ Records: [{ eventSource: 'unknown' }, ...partly.Records] }),
  ];
  for (const message of refused) await pipeline.send(message);
  expect(await pipeline.ingest('meanwhile.csv', B)).toMatchObject({ status: 'COMMITTED' });
  await pipeline.quiet();

  const found = new Map<string, string | undefined>();
  await until(async () => {
    const { Messages: messages = [] } = await pipeline.session.clients.sqs.send(new ReceiveMessageCommand({
      QueueUrl: pipeline.session.deadLetterQueue, MaxNumberOfMessages: 10, MessageAttributeNames: [DEAD_LETTER_REASON],
    }));
    for (const { Body: body = '', MessageAttributes: attributes } of messages) found.set(body, attributes?.[DEAD_LETTER_REASON]?.StringValue);
    return found.size >= refused.length ? true : undefined;
  }, () => `${found.size} of ${refused.length} messages are in the dead-letter queue: ${[...found.keys()].join('\n')}`);
  expect([...found.keys()].sort()).toEqual([...refused].sort());
  expect(found.get('no JSON')).toContain('is not JSON');
  expect([...found.values()]).not.toContain(undefined);
  expect(await pipeline.deadLetters()).toBe(refused.length);
  expect(await pipeline.rows('good part.csv')).toEqual(readCsv(A));
  expect((await everything()).filter(([entry]) => !['meanwhile.csv', 'good part.csv'].includes(entry.key))).toEqual(before);
});
