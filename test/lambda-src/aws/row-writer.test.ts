import type { ServerResponse } from 'node:http';
import { type Received, StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { TableRowStore } from '../../../lambda-src/aws/row-writer';
import { QUOTED } from '../../../lambda-src/core/records/notation';
import { ROWS_PER_BLOCK } from '../../../src/contract';

interface Put {
  readonly PutRequest: { readonly Item: { readonly pk: { S: string }; readonly sk: { S: string }; readonly data: { S: string } } };
}

const ROWS = 1_234;
const TARGET = { id: 'id', rev: 7, part: 0, from: 0, durable: 0 };
const server = new StubServer();
/** What the table would hold: rows by key, and how often each was put. */
const table = new Map<string, string>();
let batches: number[] = [];
let calls = 0;
let retries: boolean[] = [];

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  table.clear();
  batches = [];
  retries = [];
  calls = 0;
});

function putsOf(request: Received): Put[] {
  return (JSON.parse(request.body.toString()) as { RequestItems: Record<string, Put[]> }).RequestItems.rows;
}

function apply(puts: Put[]): void {
  const keys = puts.map(({ PutRequest: { Item } }) => `${Item.pk.S}/${Item.sk.S}`);
  if (new Set(keys).size !== keys.length) throw new Error('a key twice in a batch');
  batches.push(puts.length);
  puts.forEach(({ PutRequest: { Item } }, index) => table.set(keys[index], Item.data.S));
}

function accept(response: ServerResponse, unprocessed: Put[] = []): void {
  response.end(JSON.stringify({ UnprocessedItems: unprocessed.length ? { rows: unprocessed } : {} }));
}

const rowJson = (row: number): string => JSON.stringify({ row, text: `"ü" \\ ${'\n'.repeat(row % 3)}` });

/** Writes the rows as byte strings, as the parsers give them. */
async function write(deadline = Infinity): Promise<void> {
  const client = new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  const ports = { now: Date.now, sleep: async () => undefined, random: () => 0.5 };
  const writer = new TableRowStore(client, 'rows', (throttled) => retries.push(throttled), ports).writer({ ...TARGET, deadline });
  for (let row = 1; row <= ROWS; row++) {
    writer.write(QUOTED.write(Buffer.from(rowJson(row)).toString('latin1')));
    if (row % 200 === 0) await writer.drain();
  }
  await writer.flush();
}

function expectEveryRow(): void {
  expect(table.size).toBe(ROWS);
  for (let row = 1; row <= ROWS; row++) {
    expect(table.get(`id#7#0#${Math.floor((row - 1) / ROWS_PER_BLOCK)}/${String(row).padStart(10, '0')}`)).toBe(rowJson(row));
  }
}

test('every row is put once, under its block, with its bytes, 25 to a batch', async () => {
  server.answer = (request, response) => {
    apply(putsOf(request));
    accept(response);
  };
  await write();
  expectEveryRow();
  expect(batches.reduce((sum, size) => sum + size)).toBe(ROWS);
  expect(Math.max(...batches)).toBe(25);
});

test.each<[string, (request: Received, response: ServerResponse) => void, boolean]>([
  ['are left unprocessed', (request, response) => {
    const puts = putsOf(request);
    const half = calls++ % 3 === 0 ? Math.ceil(puts.length / 2) : puts.length;
    apply(puts.slice(0, half));
    accept(response, puts.slice(half));
  }, true],
  ['are throttled', (request, response) => {
    if (calls++ % 3 === 0) return void response.writeHead(400).end('{"__type":"x#ProvisionedThroughputExceededException"}');
    apply(putsOf(request));
    accept(response);
  }, true],
  ['fail before they are applied', (request, response) => {
    if (calls++ % 3 === 0) return void response.writeHead(500).end('{"__type":"x#InternalServerError"}');
    apply(putsOf(request));
    accept(response);
  }, false],
  ['fail after they are applied', (request, response) => {
    apply(putsOf(request));
    if (calls++ % 3 === 0) return void response.writeHead(500).end('{"__type":"x#InternalServerError"}');
    accept(response);
  }, false],
  ['lose their connection', (request, response) => {
    apply(putsOf(request));
    if (calls++ % 3 === 0) return void response.destroy();
    accept(response);
  }, false],
])('every row is there although some %s, and each retry is counted', async (_name, answer, throttled) => {
  server.answer = answer;
  await write();
  expectEveryRow();
  expect(retries.length).toBeGreaterThan(0);
  expect(new Set(retries)).toEqual(new Set([throttled]));
});

test('an error that no retry mends is the writer\'s error', async () => {
  server.answer = (_request, response) => response.writeHead(400).end('{"__type":"x#ValidationException","message":"no such table"}');
  await expect(write()).rejects.toMatchObject({ code: 'ValidationException' });
});

test('rows that are abandoned are not written any more once that is said', async () => {
  const client = new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  server.answer = (request, response) => setTimeout(() => {
    apply(putsOf(request));
    accept(response);
  }, 20);
  const writer = new TableRowStore(client, 'rows').writer({ ...TARGET, deadline: Infinity });
  for (let row = 1; row <= ROWS; row++) writer.write(QUOTED.write(rowJson(row)));
  await writer.abandon();
  const written = table.size;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(table.size).toBe(written);
  expect(written).toBeLessThan(ROWS);
});

test('a table that takes nothing ends with the deadline, and says the fix', async () => {
  server.answer = (_request, response) => response.writeHead(400).end('{"__type":"x#ThrottlingException"}');
  await expect(write(Date.now() + 200)).rejects.toThrow(/raise table\.capacity/);
});
