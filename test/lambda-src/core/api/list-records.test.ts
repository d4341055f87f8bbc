import { BUCKET, item, World } from './memory';
import { encodeCursor } from '../../../../lambda-src/core/api/cursor';
import { objectId } from '../../../../lambda-src/core/identity';
import { RecordKeys } from '../../../../lambda-src/core/upsert/record-key';
import { recordVersion, versionPrefix } from '../../../../lambda-src/core/upsert/record-version';
import type { AccessConfig, UpsertConfig } from '../../../../src/contract';

const RECORDS = ['GET', '/records'] as const;
const UPSERT: UpsertConfig = { partitionKey: 'customer', sortKey: 'order', sortKeyOrder: 'text' };
const VERSION = recordVersion(versionPrefix({ objectKey: 'in/a.csv', rev: 1, part: 0, effectiveAt: '2026-11-23T04:00:00.000Z' }), 1);

function world(rows: object[], upsert: UpsertConfig = UPSERT, tenant = '', access?: AccessConfig): World {
  const made = new World({ upsert, ...access && { access } });
  for (const row of rows) {
    const keyed = new RecordKeys(BUCKET, upsert).of(JSON.stringify(row), tenant);
    if (typeof keyed === 'string') throw new Error(keyed);
    const { partition, sort } = keyed.key;
    made.records.set(partition, (made.records.get(partition) ?? new Map()).set(sort, { sort, json: JSON.stringify(row), version: VERSION }));
  }
  return made;
}

const orders = ['a1', 'a2', 'b1', 'c1', 'é'].map((order) => ({ customer: 'c', order }));
const ordersOf = ({ items }: { items: Record<string, unknown>[] }): unknown[] => items.map(({ data }) => (data as { order: unknown }).order);

test('the records of a partition come in the order of their sort keys, each with where it came from', async () => {
  const { status, body } = await world([orders[1], orders[0], { customer: 'd', order: 'a1' }]).request(...RECORDS, { query: { partitionKey: 'c' } });
  const source = { objectId: objectId(BUCKET, 'in/a.csv'), effectiveAt: '2026-11-23T04:00:00.000Z' };
  expect([status, body]).toEqual([200, { items: [{ data: orders[0], ...source }, { data: orders[1], ...source }], nextCursor: null }]);
});

test.each([
  [{ sortKey: 'a2' }, ['a2']], [{ sortKey: 'a' }, []], [{ sortKeyPrefix: 'a' }, ['a1', 'a2']], [{ sortKeyFrom: 'a2' }, ['a2', 'b1', 'c1', 'é']],
  [{ sortKeyTo: 'b1' }, ['a1', 'a2', 'b1']], [{ sortKeyFrom: 'a2', sortKeyTo: 'b9' }, ['a2', 'b1']], [{ sortKeyFrom: 'a2', sortKeyTo: 'a2' }, ['a2']],
])('%p answers with %p, in pages of any size', async (query, expected) => {
  const made = world(orders);
  for (const limit of ['1', '2', '100']) {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await made.request(...RECORDS, { query: { partitionKey: 'c', ...query, limit, ...cursor !== null && { cursor } } });
      seen.push(...ordersOf(body));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(expected);
  }
});

test('numbers are found by any spelling and come in their order', async () => {
  const made = world([{ customer: 1, order: 10 }, { customer: '1', order: '9' }, { customer: 1.5, order: 1 }], { ...UPSERT, sortKeyOrder: 'number' });
  expect(ordersOf((await made.request(...RECORDS, { query: { partitionKey: '1' } })).body)).toEqual(['9', 10]);
  expect(ordersOf((await made.request(...RECORDS, { query: { partitionKey: '1', sortKey: '1e1' } })).body)).toEqual([10]);
  expect(ordersOf((await made.request(...RECORDS, { query: { partitionKey: '1', sortKeyFrom: '-3', sortKeyTo: '9.99' } })).body)).toEqual(['9']);
});

test.each<[Record<string, string>, string, UpsertConfig?]>([
  [{}, 'partitionKey is null: give the value of customer whose records are wanted'],
  [{ partitionKey: '' }, 'partitionKey is "": give the value of customer whose records are wanted'],
  [{ partitionKey: 'x'.repeat(2048) }, 'partitionKey is longer than that of any record: shorten it'],
  [{ partitionKey: 'c', sortKey: 'a', sortKeyPrefix: 'a' }, 'sortKey and sortKeyPrefix do not go together: use sortKey, or sortKeyPrefix, or sortKeyFrom and sortKeyTo'],
  [{ partitionKey: 'c', sortKeyPrefix: '' }, 'sortKeyPrefix is "": give it a value, or leave it out'],
  [{ partitionKey: 'c', sortKeyFrom: 'x'.repeat(1025) }, 'sortKeyFrom is longer than the sort key of any record: shorten it'],
  [{ partitionKey: 'c', customer: 'c' }, 'unknown query parameter "customer": use partitionKey, sortKey, sortKeyPrefix, sortKeyFrom, sortKeyTo, limit, cursor'],
  [{ partitionKey: 'c', sortKey: 'ten' }, 'sortKey is "ten": use a number', { ...UPSERT, sortKeyOrder: 'number' }],
  [{ partitionKey: 'c', sortKeyPrefix: '1' }, 'sortKeyPrefix is given, and the sort keys of this API are numbers: use sortKeyFrom and sortKeyTo', { ...UPSERT, sortKeyOrder: 'number' }],
  [{ partitionKey: 'c', sortKey: 'a' }, 'sortKey is given, and the records of this API have no sort key: leave it out', { partitionKey: 'customer', sortKeyOrder: 'text' }],
])('%p is refused: %s', async (query, detail, upsert = UPSERT) => {
  const { status, body } = await world([], upsert).request(...RECORDS, { query });
  expect([status, body.detail]).toEqual([400, detail]);
});

test('of two sort keys the later one cannot come first: 409', async () => {
  const { status, body } = await world([]).request(...RECORDS, { query: { partitionKey: 'c', sortKeyFrom: 'b', sortKeyTo: 'a' } });
  expect([status, body.detail]).toEqual([409, 'sortKeyFrom comes after sortKeyTo: exchange them']);
});

test('a cursor belongs to its partition and its range, and points into it', async () => {
  const made = world(orders);
  const cursor = (await made.request(...RECORDS, { query: { partitionKey: 'c', limit: '1' } })).body.nextCursor as string;
  for (const query of [{ partitionKey: 'd' }, { partitionKey: 'c', sortKeyPrefix: 'a' }] as Record<string, string>[]) {
    expect((await made.request(...RECORDS, { query: { ...query, cursor } })).status).toBe(400);
  }
  const scope = ['listRecords', `${BUCKET}#r##c`, JSON.stringify({ kind: 'prefix', value: 'a' })];
  for (const position of ['b1', '', 'x'.repeat(1025)]) {
    const forged = encodeCursor(scope, { generation: 0, position: Buffer.from(position).toString('base64url') }, made.now);
    expect((await made.request(...RECORDS, { query: { partitionKey: 'c', sortKeyPrefix: 'a', cursor: forged } })).status).toBe(400);
  }
});

test('a page of large records is cut at a megabyte', async () => {
  const made = world(Array.from({ length: 5 }, (_, n) => ({ customer: 'c', order: `o${n}`, x: 'y'.repeat(390_000) })));
  const { body } = await made.request(...RECORDS, { query: { partitionKey: 'c' } });
  expect(ordersOf(body)).toEqual(['o0', 'o1']);
  expect(ordersOf((await made.request(...RECORDS, { query: { partitionKey: 'c', cursor: body.nextCursor as string } })).body)).toEqual(['o2', 'o3']);
});

test('NDJSON and CSV have the records alone, and the cursor in a header', async () => {
  const made = world(orders);
  const { text, headers } = await made.request(...RECORDS, { query: { partitionKey: 'c', limit: '1' }, headers: { accept: 'application/x-ndjson' } });
  expect(text).toBe('{"customer":"c","order":"a1"}\n');
  expect(headers['x-next-cursor']).toEqual(expect.any(String));
});

test('objects have no rows of their own then, and records are found nowhere else', async () => {
  const made = world([]).add(item('a.csv'));
  const { status, body } = await made.request('GET', '/objects/{id}/rows', { id: item('a.csv').id });
  expect([status, body.detail]).toEqual([404, 'the rows of this API are found by their own key, whatever object they came from: see /records']);
  expect((await new World().request(...RECORDS, { query: { partitionKey: 'c' } })).status).toBe(404);
});

test('a tenant finds its own records only, whatever is asked for', async () => {
  const access: AccessConfig = { authorization: { kind: 'apiKey' }, tenant: { from: 'apiKey', tenants: { k1: 'acme', k2: 'zeta' } } };
  const made = world([{ customer: 'c', order: 'acme' }], UPSERT, 'acme', access);
  const as = async (apiKeyId: string, partitionKey: string): Promise<unknown[]> => {
    const { body } = await made.request(...RECORDS, { query: { partitionKey }, context: { identity: { apiKeyId } } });
    return ordersOf(body);
  };
  expect(await as('k1', 'c')).toEqual(['acme']);
  for (const partitionKey of ['c', 'acme#c', '#acme#c', '../acme#c']) expect(await as('k2', partitionKey)).toEqual([]);
  expect((await made.request(...RECORDS, { query: { partitionKey: 'c' }, context: { identity: { apiKeyId: 'k3' } } })).status).toBe(403);
});
