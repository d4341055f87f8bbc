import type { ServerResponse } from 'node:http';
import { type Received, StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { TableRecordStore } from '../../../lambda-src/aws/record-writer';
import { OutOfTime, type RowTarget, type RowWriter } from '../../../lambda-src/core/ports';
import { RecordKeys } from '../../../lambda-src/core/upsert/record-key';
import { type Put, RecordTable } from '../core/upsert/record-table';

const UPSERT = { partitionKey: 'customer', sortKey: 'order', sortKeyOrder: 'text', tombstone: { column: 'op', value: 'D' } } as const;
const ORIGIN = { objectKey: 'in/ü.csv', rev: 3, part: 0, effectiveAt: '2026-11-23T04:00:00.000Z' };
const VERSION = ['2026-11-23T04:00:00.000Z', 'in/ü.csv', '\0', '000000000003', '00000000', '000000000001'].join('');
const server = new StubServer();
let table = new RecordTable();
let puts: Put[] = [];
let retries: boolean[] = [];

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  table = new RecordTable();
  puts = [];
  retries = [];
  server.answer = apply;
});

function apply(request: Received, response: ServerResponse, lostAnswer?: () => void): void {
  const put = JSON.parse(request.body.toString()) as Put;
  puts.push(put);
  try {
    table.put(put);
  } catch {
    return void response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}');
  }
  return lostAnswer ? lostAnswer() : void response.end('{}');
}

function writerOf(origin = ORIGIN, { keepTombstones, ...rest }: Partial<RowTarget> & { keepTombstones?: number } = {}): RowWriter {
  const client = new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  const options = { tenantOf: () => '', keepTombstones, onRetry: (throttled: boolean) => retries.push(throttled) };
  const ports = { now: Date.now, sleep: async () => undefined, random: () => 0.5 };
  return new TableRecordStore(client, 'records', new RecordKeys('bucket', UPSERT), options, ports).writer(origin, { id: 'id', rev: origin.rev, part: 0, from: 0, durable: 0, deadline: Infinity, ...rest });
}

const countsOf = ({ durable, superseded = NaN }: RowWriter) => ({ written: durable - superseded, superseded });
const bytes = (record: object): string => Buffer.from(JSON.stringify(record)).toString('latin1');
const there = (): (string | undefined)[] => [...table.items.values()].map(({ data }) => data?.S);
const order = (n: number, rest: object = {}): object => ({ customer: 'ü', order: `o${n}`, ...rest });

test('each record is put under its key, with its bytes and its version, on condition that none newer is there', async () => {
  const writer = writerOf();
  writer.write(bytes(order(1, { text: '日本 "\\ \n' })));
  await writer.flush();
  expect(puts).toEqual([{
    TableName: 'records',
    Item: {
      pk: { S: 'bucket#r##ü' },
      sk: { S: 'o1' },
      version: { S: VERSION },
      data: { S: JSON.stringify(order(1, { text: '日本 "\\ \n' })) },
    },
    ConditionExpression: 'attribute_not_exists(#v) OR #v <= :v',
    ExpressionAttributeNames: { '#v': 'version' },
    ExpressionAttributeValues: { ':v': { S: VERSION } },
  }]);
  expect(countsOf(writer)).toEqual({ written: 1, superseded: 0 });
});

test('of two records of a key in a file the later one stays, and the other is never sent', async () => {
  const writer = writerOf();
  for (const n of [1, 2, 1, 3, 1]) writer.write(bytes(order(n, { at: puts.length })));
  await writer.flush();
  expect(puts).toHaveLength(3);
  expect(puts.find(({ Item }) => Item.sk.S === 'o1')?.Item.version.S).toMatch(/0{11}5$/);
  expect(countsOf(writer)).toEqual({ written: 3, superseded: 2 });
});

test('two records of a key are never in flight at once', async () => {
  const inFlight = new Set<string>();
  let most = 0;
  server.answer = (request, response) => {
    const sort = (JSON.parse(request.body.toString()) as Put).Item.sk.S;
    expect(inFlight).not.toContain(sort);
    inFlight.add(sort);
    most = Math.max(most, inFlight.size);
    setTimeout(() => {
      inFlight.delete(sort);
      apply(request, response);
    }, 5);
  };
  const writer = writerOf();
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < 3; n++) writer.write(bytes(order(n, { round })));
    void writer.flush();
  }
  await writer.flush();
  expect(most).toBeGreaterThan(1);
  expect(there()).toEqual([0, 1, 2].map((n) => JSON.stringify(order(n, { round: 3 }))));
  // The first of each is on its way already, the others give way to the last.
  expect(countsOf(writer)).toEqual({ written: 6, superseded: 6 });
});

test('a record that lost is counted and no error', async () => {
  for (const [origin, expected] of [
    [ORIGIN, { written: 2, superseded: 0 }],
    [{ ...ORIGIN, effectiveAt: '2026-11-22T00:00:00.000Z' }, { written: 0, superseded: 2 }],
    [{ ...ORIGIN, rev: 2 }, { written: 0, superseded: 2 }],
    [{ ...ORIGIN, objectKey: 'in/a.csv' }, { written: 0, superseded: 2 }],
    [{ ...ORIGIN, rev: 4 }, { written: 2, superseded: 0 }],
  ] as const) {
    const writer = writerOf(origin);
    for (const n of [1, 2]) writer.write(bytes(order(n, { rev: origin.rev })));
    await writer.flush();
    expect(countsOf(writer)).toEqual(expected);
  }
  expect(there()).toEqual([1, 2].map((n) => JSON.stringify(order(n, { rev: 4 }))));
});

test('a tombstone holds no data, and expires where that is wanted', async () => {
  const writer = writerOf(ORIGIN, { keepTombstones: 60 });
  writer.write(bytes(order(1, { op: 'D' })));
  await writer.flush();
  const { Item } = puts[0] as unknown as { Item: Record<string, { N?: string; BOOL?: boolean }> };
  expect(Object.keys(Item)).toEqual(['pk', 'sk', 'version', 'deleted', 'expiresAt']);
  expect(Math.abs(Number(Item.expiresAt.N) - Date.now() / 1000 - 60)).toBeLessThan(10);
  const forEver = writerOf();
  forEver.write(bytes(order(2, { op: 'D' })));
  await forEver.flush();
  expect(Object.keys(puts[1].Item)).toEqual(['pk', 'sk', 'version', 'deleted']);
});

test.each<[string, (request: Received, response: ServerResponse) => void, boolean]>([
  ['are throttled', (_request, response) => void response.writeHead(400).end('{"__type":"x#ProvisionedThroughputExceededException"}'), true],
  ['fail before they are applied', (_request, response) => void response.writeHead(500).end('{"__type":"x#InternalServerError"}'), false],
  ['fail after they are applied', (request, response) => apply(request, response, () => void response.writeHead(500).end('{"__type":"x#InternalServerError"}')), false],
  ['lose their connection', (request, response) => apply(request, response, () => void response.destroy()), false],
])('every record is written once and counted once although some puts %s', async (_name, fault, throttled) => {
  let calls = 0;
  server.answer = (request, response) => calls++ % 3 === 0 ? fault(request, response) : apply(request, response);
  const writer = writerOf();
  for (let n = 0; n < 200; n++) writer.write(bytes(order(n)));
  await writer.flush();
  expect(there().sort()).toEqual(Array.from({ length: 200 }, (_, n) => JSON.stringify(order(n))).sort());
  expect(countsOf(writer)).toEqual({ written: 200, superseded: 0 });
  expect(new Set(retries)).toEqual(new Set([throttled]));
});

test('a record without a key, or one that no item holds, is told why', () => {
  const writer = writerOf();
  expect(writer.write('{"customer":"c"}')).toMatch(/^order, the sort key, is missing/);
  expect(writer.write(bytes(order(1, { x: 'y'.repeat(400 * 1024) })))).toMatch(/^the record makes an item of 409\d{3} bytes and the table takes 409600: split it$/);
  expect(writer.write(bytes(order(1, { x: 'y'.repeat(399 * 1024) })))).toBeUndefined();
});

test('nothing is written before a file of usual size is at its end, and never once it is given up', async () => {
  const writer = writerOf();
  for (let n = 0; n < 500; n++) {
    writer.write(bytes(order(n)));
    await writer.drain();
  }
  await writer.abandon();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([puts, countsOf(writer)]).toEqual([[], { written: 0, superseded: 0 }]);
});

test('an error that no retry mends is the writer\'s error, and time that is up too', async () => {
  server.answer = (_request, response) => response.writeHead(400).end('{"__type":"x#ValidationException","message":"no such table"}');
  const writer = writerOf();
  writer.write(bytes(order(1)));
  await expect(writer.flush()).rejects.toMatchObject({ code: 'ValidationException' });
  server.answer = (_request, response) => response.writeHead(400).end('{"__type":"x#ThrottlingException"}');
  const late = writerOf(ORIGIN, { deadline: Date.now() + 200 });
  late.write(bytes(order(1)));
  await expect(late.flush()).rejects.toThrow(/raise table\.capacity/);
});

test('what an earlier invocation has stored is counted and not written again, and time that is up says how far it came', async () => {
  const first = writerOf(ORIGIN, { deadline: Date.now() + 300 });
  server.answer = (request, response) => puts.length < 10 ? apply(request, response)
    : void response.writeHead(400).end('{"__type":"x#ProvisionedThroughputExceededException"}');
  for (let n = 0; n < 30; n++) first.write(bytes(order(n % 25, { n })));
  await expect(first.flush()).rejects.toThrow(OutOfTime);
  await first.abandon();
  const { durable, superseded = NaN } = first;
  // Five records have given way to later ones of their keys.
  expect([durable, superseded, first.throttled]).toEqual([14, 5, true]);

  server.answer = apply;
  const second = writerOf(ORIGIN, { from: 12, durable });
  for (let n = 12; n < 30; n++) second.write(bytes(order(n % 25, { n })));
  await second.flush();
  expect([second.durable, second.superseded]).toEqual([30, 0]);
  expect(puts.slice(10)).toHaveLength(16);
  expect(there().sort()).toEqual(Array.from({ length: 25 }, (_, n) => JSON.stringify(order(n, { n: n < 5 ? n + 25 : n }))).sort());
});
