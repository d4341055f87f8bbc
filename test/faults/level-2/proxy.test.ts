import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Dice } from './dice';
import { CALM, type Fault, faultOf } from './fault';
import { FaultProxy } from './proxy';
import { AwsClient, ServiceError } from '../../../lambda-src/aws/client';

const ITEMS = Array.from({ length: 25 }, (_, n) => ({ PutRequest: { Item: { pk: { S: String(n) } } } }));
const BATCH = JSON.stringify({ RequestItems: { rows: ITEMS } });

let came: { RequestItems?: { rows: unknown[] } }[] = [];
const target = http.createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  came.push(chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) as object : {});
  response.end(request.headers['x-amz-target'] ? '{}' : 'x'.repeat(1_000));
});
let dice: Dice;
let proxy: FaultProxy;
let client: AwsClient;

beforeAll(() => new Promise<void>((resolve) => { target.listen(0, '127.0.0.1', resolve); }));
afterAll(() => new Promise((resolve) => { target.close(resolve); }));
beforeEach(async () => {
  came = [];
  dice = new Dice(1);
  proxy = new FaultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`, dice, () => undefined);
  await proxy.start();
  client = new AwsClient({ region: 'us-east-1', endpoint: proxy.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' }, maxAttempts: 1 });
});
afterEach(() => proxy.stop());

/** Makes the next call end in this. */
function inject(fault: Fault): void {
  proxy.rates = { ...CALM, failing: 1 };
  jest.spyOn(dice, 'one').mockReturnValueOnce(fault);
}

const write = (): Promise<{ UnprocessedItems?: Record<string, unknown[]> }> => client.dynamodb('BatchWriteItem', BATCH);

test('nothing happens on a calm day', async () => {
  expect(await write()).toEqual({});
  expect(came).toEqual([JSON.parse(BATCH)]);
});

test.each<[Fault, string, boolean, number]>([
  ['throttle', 'ProvisionedThroughputExceededException', true, 0],
  ['error before', 'InternalError', false, 0],
  ['error after', 'InternalError', false, 1],
  ['reset before', 'ECONNRESET', false, 0],
  ['reset after', 'ECONNRESET', false, 1],
])('%s reaches the handler as %s', async (fault, code, throttled, applied) => {
  inject(fault);
  const error: unknown = await write().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ code, throttled, retryable: true });
  expect(came).toHaveLength(applied);
});

test('what is left of a batch comes back, and the rest was written', async () => {
  inject('unprocessed');
  const { UnprocessedItems: { rows: left } = { rows: [] } } = await write();
  const sent = came[0].RequestItems?.rows ?? [];
  expect(left.length).toBeGreaterThan(0);
  expect(sent.length).toBeGreaterThan(0);
  expect([...sent, ...left]).toHaveLength(ITEMS.length);
});

test('an object breaks off in the middle', async () => {
  inject('truncated');
  const answer = await client.s3({ method: 'GET', bucket: 'b', key: 'k' });
  let bytes = 0;
  await expect(async () => {
    for await (const chunk of answer) bytes += (chunk as Buffer).length;
  }).rejects.toThrow('aborted');
  expect(answer.headers['content-length']).toBe('1000');
  expect(bytes).toBeLessThan(1_000);
});

test('as many calls fail as the rate says, in every way', () => {
  const seen = Array.from({ length: 10_000 }, () => faultOf({ service: 'dynamodb', operation: 'BatchWriteItem' }, { ...CALM, failing: 0.1 }, dice));
  const failed = seen.filter((fault) => fault !== undefined);
  expect(failed.length / seen.length).toBeCloseTo(0.1, 1);
  expect([...new Set(failed)].sort()).toEqual(['error after', 'error before', 'reset after', 'reset before', 'throttle', 'unprocessed']);
});
