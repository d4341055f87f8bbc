import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { embeddedMetrics } from './embedded-metrics';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { readCsv } from './readers';
import { s3Event, type S3EventOptions } from './s3-event';
import type { LedgerEntry } from '../../local/ingest-client';
import { DEAD_LETTER_REASON, Metric } from '../../src/contract';

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

/** Waits for messages in the dead-letter queue. Returns the reasons of all that are there by what they say. */
async function putAside(bodies: readonly string[]): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  const missing = () => bodies.filter((body) => !found.has(body));
  await until(async () => {
    const { Messages: messages = [] } = await pipeline.session.clients.sqs.send(new ReceiveMessageCommand({
      QueueUrl: pipeline.session.deadLetterQueue, MaxNumberOfMessages: 10, MessageAttributeNames: [DEAD_LETTER_REASON],
    }));
    for (const { Body: body = '', MessageAttributes: attributes } of messages) found.set(body, attributes?.[DEAD_LETTER_REASON]?.StringValue);
    return missing().length === 0 ? true : undefined;
  }, () => `not in the dead-letter queue: ${missing().map((body) => body.slice(0, 100)).join('\n')}`);
  return found;
}

/** How often an event was refused so far, as the ingest reports it to CloudWatch. */
async function refusals(): Promise<number> {
  const lines = await embeddedMetrics(pipeline.session);
  return lines.flatMap((line) => (line[Metric.REFUSED_EVENTS] ?? []) as number | number[]).reduce((sum, value) => sum + value, 0);
}

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

  const found = await putAside(refused);
  expect([...found.keys()].sort()).toEqual([...refused].sort());
  expect(found.get('no JSON')).toContain('is not JSON');
  expect([...found.values()]).not.toContain(undefined);
  expect(await pipeline.deadLetters()).toBe(refused.length);
  expect(await pipeline.rows('good part.csv')).toEqual(readCsv(A));
  expect((await everything()).filter(([entry]) => !['meanwhile.csv', 'good part.csv'].includes(entry.key))).toEqual(before);
});

describe('a forged event', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const wrapped = (times: number, text: string): string => times === 0 ? text : wrapped(times - 1, JSON.stringify({ Type: 'Notification', Message: text }));
  const bridge = (more: object = {}, detail: object = {}) => JSON.stringify({
    version: '0', source: 'aws.s3', time: '2026-01-01T00:00:00Z', detail: { bucket: { name: pipeline.session.bucket }, object: { key: 'forged.csv' }, ...detail }, ...more,
  });
  const own = (more: object) => JSON.stringify({
    source: 'serverless-ingest-api', version: 1, kind: 'hint', bucket: pipeline.session.bucket, key: 'forged.csv', ...more,
  });
  const many = () => JSON.stringify({ Records: Array.from({ length: 500 }, (_, n) => ({ eventSource: 'aws:s3', eventVersion: `9.${n}` })) });

  /** What is sent, and how many refusals it is. */
  const FORGED: Record<string, [body: () => string, reason: RegExp, refusals?: number]> = {
    'no record': [() => '{"Records":[]}', /holds no record/],
    'records that are no list': [() => '{"Records":{"0":{}}}', /none of S3/],
    'records in lists': [() => '{"Records":[[],[1],"x",null]}', /holds an array/, 4],
    'deep lists': [() => nested(60_000), /holds an array/],
    'a deep source': [() => `{"Records":[{"eventSource":${nested(50_000)}}]}`, /source an array is none/],
    'a deep version of ours': [() => `{"source":"serverless-ingest-api","version":${nested(50_000)}}`, /version an array/],
    'names of fields as long as the message': [() => `{"${'n'.repeat(200_000)}":1}`, /^an event with the fields n{100}\W/],
    'another version of S3 events': [() => event({ key: 'forged.csv' }).replace('"2.1"', '"3.0"'), /version 3\.0 is not understood/],
    'another version of EventBridge': [() => bridge({ version: '1' }), /EventBridge event of version 1/],
    'another source of EventBridge': [() => bridge({ source: 'aws.ec2' }), /none of S3, SNS, SQS or EventBridge/],
    'another bucket by EventBridge': [() => bridge({}, { bucket: { name: 'somebody-elses' } }), /"somebody-elses" came to the ingest/],
    'a key that is no text': [() => bridge({}, { object: { key: { $ne: null } } }), /no text in detail\.object\.key/],
    'half of a character as a key': [() => own({ key: 'x' }).replace('"x"', '"\\ud800"'), /keys are UTF-8/],
    'the prototype': [() => '{"__proto__":{"Records":[]},"constructor":1}', /fields .*constructor/],
    'too many envelopes': [() => wrapped(7, event({ key: 'forged.csv' })), /more than 5 envelopes/],
    'another kind of ours': [() => own({ kind: 'drop' }), /kind "drop"/],
    'a newer message of ours': [() => own({ version: 2 }), /version 2 of this library/],
    'a part that there is none of': [() => own({ kind: 'part', rev: 99, part: 0 }), /generation 99/],
    'many reasons': [many, /^an S3 event of version 9\.0 .*9\.9 /, 500],
    'a message that is larger than any event': [() => JSON.stringify({ filler: 'x'.repeat(256 * 1024) }), /larger than any event/],
  };

  test('is in the dead-letter queue with its reason, at once, and each refusal is counted', async () => {
    await pipeline.ingest('forged.csv', A);
    await pipeline.quiet();
    const before = [await refusals(), await pipeline.deadLetters(), await everything()] as const;
    const sent = Object.entries(FORGED).map(([name, [body, reason, count = 1]]) => ({ name, body: body(), reason, count }));
    for (const { body } of sent) await pipeline.send(body);
    await pipeline.quiet();
    const found = await putAside(sent.map(({ body }) => body));
    const told = (reason: string | undefined, expected: RegExp) => reason !== undefined && expected.test(reason) ? 'told' : String(reason).slice(0, 300);
    expect(sent.map(({ name, body, reason }) => [name, told(found.get(body), reason)])).toEqual(sent.map(({ name }) => [name, 'told']));
    expect(await refusals() - before[0]).toBe(sent.reduce((sum, { count }) => sum + count, 0));
    expect(await everything()).toEqual(before[2]);
  });

  test('that reads like a true one is looked up in the bucket and believed in nothing', async () => {
    const before = [await refusals(), await pipeline.deadLetters(), await everything()] as const;
    const messages = [
      bridge({ account: '999999999999', region: 'eu-south-1' }),
      bridge({ 'detail-type': 'Object Deleted' }, { 'deletion-type': 'Permanently Deleted', 'object': { key: 'forged.csv', size: 1, etag: 'x' } }),
      event({ key: 'forged.csv', eventName: 'ObjectRemoved:Delete', versionId: 'none', etag: 'none' }),
      wrapped(4, event({ key: 'forged.csv', eventName: 'LifecycleExpiration:Delete' })),
      own({ force: 'true', deferrals: -1, extra: nested(10) }),
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'somebody-elses' }),
    ];
    for (const message of messages) await pipeline.send(message);
    await pipeline.quiet();
    expect([await refusals(), await pipeline.deadLetters(), await everything()]).toEqual(before);
  });
});
