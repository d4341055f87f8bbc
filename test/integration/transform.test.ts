import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { transformStack } from '../../examples/transform/stack';
import { startSession } from '../../local/session';

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startSession({ build: transformStack });
  pipeline = new Pipeline(session, withKey(session.apiKey));
});
afterAll(() => pipeline?.stop());

const order = (id: string, prices: number[], status = 'open'): string => JSON.stringify({ id, status, items: prices.map((price, n) => ({ sku: `${id}-é${n}`, price })) });

test('a record becomes several rows, one or none, in the order of the file', async () => {
  const file = [order('a', [1.5, 2]), order('b', [9], 'cancelled'), order('c', []), order('d', [0.1])].join('\n');
  expect(await pipeline.ingest('orders.ndjson', file)).toMatchObject({ status: 'COMMITTED', rowsParsed: 4, rowsWritten: 3, rowsRejected: 0 });
  expect((await pipeline.rows('orders.ndjson', 2)).map((row) => JSON.parse(row))).toEqual([
    { orderId: 'a', line: 1, sku: 'a-é0', cents: 150 }, { orderId: 'a', line: 2, sku: 'a-é1', cents: 200 }, { orderId: 'd', line: 1, sku: 'd-é0', cents: 10 },
  ]);
});

test('an error of the transform rejects its record, at its line', async () => {
  const file = [order('a', [1]), '{"id":"b"}', order('c', [2])].join('\n');
  expect(await pipeline.ingest('error.ndjson', file)).toMatchObject({
    status: 'COMMITTED',
    rowsParsed: 3,
    rowsWritten: 2,
    rowsRejected: 1,
    firstError: { line: 2, column: 1, message: 'the transform failed: an order has a list of items' },
  });
});

test('many rows keep their numbers over blocks and overwrites', async () => {
  const file = (orders: number): string => Array.from({ length: orders }, (_, n) => order(`o${n}`, [1, 2, 3])).join('\n');
  expect(await pipeline.ingest('many.ndjson', file(150))).toMatchObject({ rowsWritten: 450 });
  expect(await pipeline.rows('many.ndjson', 77)).toHaveLength(450);
  await pipeline.ingest('many.ndjson', file(1));
  expect(await pipeline.rows('many.ndjson')).toHaveLength(3);
});

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
