import { World } from './commit/world';
import { ingest, type IngestConfig, type IngestPorts } from '../../../lambda-src/core/ingest';
import { Metric, type ObjectIngested } from '../../../src/contract';

const BUCKET = 'b';
const CONFIG: IngestConfig = {
  bucket: BUCKET,
  source: { prefix: 'in/', suffixes: [] },
  records: { mode: 'rows', format: { kind: 'ndjson' }, maxErrorRate: 0.1 },
  maxReceives: 5,
};

/** A pipeline in memory that tells what was put aside and counted. */
function pipeline(overrides: Partial<IngestPorts> = {}) {
  const world = new World(false);
  const aside: { text: string; reason: string }[] = [];
  const counted: Record<string, number> = {};
  const now = async (): Promise<void> => undefined;
  const ports: IngestPorts = {
    ledger: world.ledger(now),
    objects: world.bucket.objects(now, () => false),
    rows: world.rowStore(now),
    parts: world.partStore(now),
    outbox: world.outbox(now),
    clock: { now: () => new Date(world.now) },
    observer: { log: () => undefined, count: (metric, value) => { counted[metric] = (counted[metric] ?? 0) + value; } },
    deadLetters: { put: async (text, reason) => void aside.push({ text, reason }) },
    ...overrides,
  };
  const send = (...bodies: unknown[]) => ingest({
    Records: bodies.map((body, index) => ({
      eventSource: 'aws:sqs', messageId: `m${index}`, body: typeof body === 'string' ? body : JSON.stringify(body), attributes: { ApproximateReceiveCount: '1' },
    })),
  }, CONFIG, ports, world.now + 60_000);
  return { world, aside, counted, send, ports };
}

const record = (key: string, { bucket = BUCKET, eventVersion = '2.1' } = {}) => ({
  eventVersion, eventSource: 'aws:s3', s3: { bucket: { name: bucket }, object: { key } },
});
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

test('what is understood of a message is worked off, and then all of it is put aside word for word, once', async () => {
  const { world, aside, counted, send } = pipeline();
  world.bucket.put('in/a', { content: '{"a":1}\n', rows: ['{"a":1}'] });
  world.bucket.put('in/c', { content: '{"c":1}\n', rows: ['{"c":1}'] });
  const message = { Records: [record('in/a'), record('in/x', { eventVersion: '3.0' }), {}, record('in/y', { bucket: 'other' }), record('in/c')] };
  expect(await send(message)).toEqual(failures());
  expect(world.visible('in/a')).toEqual(['{"a":1}']);
  expect(world.visible('in/c')).toEqual(['{"c":1}']);
  expect(aside).toEqual([{ text: JSON.stringify(message), reason: expect.stringMatching(/version 3\.0.*; .*source.*; .*"other"/) }]);
  expect(counted[Metric.REFUSED_EVENTS]).toBe(3);
});

test('nothing of another bucket is looked at', async () => {
  const { world, send } = pipeline();
  await send({ Records: [record('in/a', { bucket: 'other' })] });
  expect(world.items.size).toBe(0);
});

test('where the good part fails, the message comes again and is not put aside yet', async () => {
  const { aside, send } = pipeline({ objects: { open: () => Promise.reject(new Error('no')), head: () => Promise.reject(new Error('no')) } });
  expect(await send({ Records: [record('in/a'), {}] }, 'no JSON')).toEqual(failures('m0'));
  expect(aside).toEqual([{ text: 'no JSON', reason: expect.stringContaining('not JSON') }]);
});

test('without a dead-letter queue, and where it does not answer, the message fails and is counted', async () => {
  const without = pipeline({ deadLetters: undefined });
  expect(await without.send('no JSON')).toEqual(failures('m0'));
  expect(without.counted[Metric.REFUSED_EVENTS]).toBe(1);
  const silent = pipeline({ deadLetters: { put: () => Promise.reject(new Error('no answer')) } });
  expect(await silent.send('no JSON')).toEqual(failures('m0'));
});

test('a key outside of the filter is counted, and no message to put aside', async () => {
  const { world, aside, counted, send } = pipeline();
  expect(await send({ Records: [record('out/a')] })).toEqual(failures());
  expect([world.items.size, aside.length, counted[Metric.REFUSED_EVENTS]]).toEqual([0, 0, 1]);
});

test('an event outside of a queue is put aside as well, and thrown where there is no place for it', async () => {
  const { aside, ports } = pipeline();
  await ingest({ nonsense: true }, CONFIG, ports, Date.now() + 60_000);
  expect(aside).toMatchObject([{ text: '{"nonsense":true}' }]);
  await expect(ingest({ nonsense: true }, CONFIG, { ...ports, deadLetters: undefined }, Infinity)).rejects.toThrow(/nonsense/);
});

describe('the event bus', () => {
  const events: ObjectIngested[] = [];
  beforeEach(() => { events.length = 0; });

  test('that does not answer fails the message, and the next delivery tells what readers see already', async () => {
    let answers = false;
    const { world, send } = pipeline({
      announcer: {
        announce: async (event) => {
          if (!answers) throw new Error('no answer');
          events.push(event);
        },
      },
    });
    world.bucket.put('in/a', { content: '{"a":1}\n', rows: ['{"a":1}'] });
    expect(await send({ Records: [record('in/a')] })).toEqual(failures('m0'));
    expect(world.visible('in/a')).toEqual(['{"a":1}']);
    expect(world.items.get('in/a')).toMatchObject({ latest: undefined, published: { status: 'COMMITTED' } });
    answers = true;
    expect(await send({ Records: [record('in/a')] })).toEqual(failures());
    expect(events).toMatchObject([{ key: 'in/a', status: 'COMMITTED', rev: 1, rowsWritten: 1 }]);
    await send({ Records: [record('in/a')] });
    expect(events).toHaveLength(1);
  });

  test('is told of a failure after which nobody comes again, and only then', async () => {
    const broken = () => Promise.reject(new Error('no rights'));
    const { ports } = pipeline({ objects: { open: broken, head: broken }, announcer: { announce: async (event) => void events.push(event) } });
    const deliver = (receives: number) => ingest({
      Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: JSON.stringify({ Records: [record('in/a')] }), attributes: { ApproximateReceiveCount: String(receives) } }],
    }, CONFIG, ports, Infinity);
    for (let receives = 1; receives < CONFIG.maxReceives; receives++) await deliver(receives);
    expect(events).toEqual([]);
    await deliver(CONFIG.maxReceives);
    expect(events).toMatchObject([{ key: 'in/a', status: 'FAILED', error: 'no rights', rev: CONFIG.maxReceives }]);
  });
});
