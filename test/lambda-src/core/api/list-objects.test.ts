import * as fc from 'fast-check';
import { BUCKET, item, published, World } from './memory';
import { objectId } from '../../../../lambda-src/core/identity';
import { Status } from '../../../../src/contract';

const LIST = ['GET', '/objects'] as const;

test('entries come in key order, a hundred at a time', async () => {
  const keys = Array.from({ length: 150 }, (_, n) => `in/${String(n).padStart(3, '0')}.csv`);
  const world = new World().add(...keys.map(key => item(key)));
  const first = await world.request(...LIST);
  expect(first.status).toBe(200);
  expect(first.headers['content-type']).toBe('application/json');
  expect(first.body.items.map(({ key }) => key)).toEqual(keys.slice(0, 100));
  const second = await world.request(...LIST, { query: { cursor: first.body.nextCursor as string } });
  expect(second.body).toEqual({ items: keys.slice(100).map(key => expect.objectContaining({ key })), nextCursor: null });
});

test('walking the pages shows each key once, whatever the keys, the filter and the limits', async () => {
  const keys = fc.uniqueArray(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), fc.constantFrom('\uffee', '😀', 'a'.repeat(1024))),
    { maxLength: 30 });
  await fc.assert(fc.asyncProperty(keys, fc.constantFrom('', 'a', '😀'), fc.integer({ min: 1, max: 7 }), async (all, prefix, limit) => {
    const world = new World().add(...all.map(key => item(key)));
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await world.request(...LIST, { query: { prefix, limit: String(limit), ...cursor !== null && { cursor } } });
      seen.push(...body.items.map(({ key }) => key));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all.filter(key => key.startsWith(prefix)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  }), { numRuns: 200 });
});

test('a page of large entries is cut at a megabyte and goes on behind the cut', async () => {
  const userMetadata = { note: 'x'.repeat(2000) };
  const world = new World().add(...Array.from({ length: 900 }, (_, n) => item(`${String(n).padStart(4, '0')}`, { published: published({ userMetadata }) })));
  const first = await world.request(...LIST, { query: { limit: '1000' } });
  expect(first.text.length).toBeLessThan(1_002_000);
  const second = await world.request(...LIST, { query: { limit: '1000', cursor: first.body.nextCursor as string } });
  expect([...first.body.items, ...second.body.items].map(({ key }) => key)).toEqual([...world.items.values()].map(({ key }) => key).slice(0,
    first.body.items.length + second.body.items.length));
});

test('a status filters by the status that is shown', async () => {
  const world = new World().add(item('a'), item('b', { published: published({ status: Status.EMPTY }) }), item('c', { published: undefined }));
  const keysOf = async (status: string): Promise<unknown> => (await world.request(...LIST, { query: { status } })).body.items.map(({ key }) => key);
  expect(await keysOf('COMMITTED')).toEqual(['a']);
  expect(await keysOf('EMPTY')).toEqual(['b']);
  expect(await keysOf('PROCESSING')).toEqual(['c']);
  expect(await keysOf('FAILED')).toEqual([]);
});

test.each(['0', '1001', '-1', '+1', '1.5', '1e2', '01', ' 5', '5 ', 'abc', '', '٣', '10000', '99999999999999999999', 'NaN'])('limit %j is refused', async limit => {
  const { status, body } = await new World().request(...LIST, { query: { limit } });
  expect(status).toBe(400);
  expect(body.detail).toBe(`limit is ${JSON.stringify(limit)}: use a whole number from 1 to 1000`);
});

test.each(['1', '9', '10', '999', '1000'])('limit %s is accepted', async limit => {
  expect((await new World().request(...LIST, { query: { limit } })).status).toBe(200);
});

test.each([
  [{ status: 'committed' }, 'status is "committed": use one of PROCESSING, COMMITTED,'],
  [{ status: '' }, 'status is "": use one of'],
  [{ status: 'toString' }, 'status is "toString": use one of'],
  [{ prefix: 'é'.repeat(257) }, 'prefix is 257 characters long: use at most 256'],
  [{ staus: 'FAILED' }, 'unknown query parameter "staus": use prefix, status, from, to, limit, cursor'],
  [{ __proto__x: '1' }, 'unknown query parameter "__proto__x"'],
  [{ limit: ['1', '2'] }, 'query parameter limit is given 2 times: give it once'],
  [{ cursor: '' }, 'the cursor is not one that this request has returned'],
  [{ cursor: 'x'.repeat(5000) }, 'the cursor is not one that this request has returned'],
])('%j is refused with what to do', async (query, detail) => {
  const { status, body } = await new World().request(...LIST, { query });
  expect([status, body.detail]).toEqual([400, expect.stringContaining(detail)]);
});

test('a prefix of 256 characters is accepted, and a signed URL adds parameters of its own', async () => {
  expect((await new World().request(...LIST, { query: { 'prefix': 'é'.repeat(128), 'X-Amz-Signature': 'abc' } })).status).toBe(200);
});

test('a cursor of one filter does not work with another, but the limit may change', async () => {
  const world = new World().add(...['a1', 'a2', 'a3', 'b1'].map(key => item(key)));
  const cursor = (await world.request(...LIST, { query: { prefix: 'a', limit: '1' } })).body.nextCursor as string;
  expect((await world.request(...LIST, { query: { prefix: 'a', limit: '5', cursor } })).body.items.map(({ key }) => key)).toEqual(['a2', 'a3']);
  const filters: Record<string, string>[] = [{}, { prefix: 'b' }, { prefix: 'a', status: 'COMMITTED' }];
  for (const filter of filters) {
    expect((await world.request(...LIST, { query: { ...filter, cursor } })).status).toBe(400);
  }
  expect((await world.request('GET', '/objects/{id}/rows', { id: item('a1').id, query: { cursor } })).status).toBe(400);
});

test('a cursor whose object is gone from the ledger, or was never in this list, is refused', async () => {
  const world = new World().add(item('a'), item('b'));
  const cursor = (await world.request(...LIST, { query: { limit: '1' } })).body.nextCursor as string;
  world.items.set(objectId(BUCKET, 'a'), { ...item('a'), bucket: 'another' });
  expect((await world.request(...LIST, { query: { cursor } })).status).toBe(400);
  world.items.delete(objectId(BUCKET, 'a'));
  expect((await world.request(...LIST, { query: { cursor } })).status).toBe(400);
});
