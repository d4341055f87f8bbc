import { item, published, World } from './memory';
import { encodeCursor } from '../../../../lambda-src/core/api/cursor';
import { type Latest, Status } from '../../../../src/contract';

const ROWS = ['GET', '/objects/{id}/rows'] as const;
const key = 'a.csv';
const { id } = item(key);

function world(rows: string[], rowsWritten = rows.length, rev = 1): World {
  const made = new World().add(item(key, { published: published({ rev, rowsWritten }) }));
  made.rows.set(`${id}#${rev}`, rows);
  return made;
}

const latest: Latest = { rev: 9, identity: 'v9', status: Status.FAILED, startedAt: '2026-11-23T04:10:00.000Z', attempts: 2, error: 'x' };

test('rows are numbered from 1 in file order', async () => {
  const { status, body } = await world(['{"a":"1"}', '{"a":"2"}']).request(...ROWS, { id });
  expect([status, body]).toEqual([200, { items: [{ row: 1, data: { a: '1' } }, { row: 2, data: { a: '2' } }], nextCursor: null }]);
});

test('every digit, every escape and every repeated name of a row survives', async () => {
  const rows = ['{"n":12345678901234567890.10,"e":1E400,"z":-0.0}', '{"__proto__":{"x":1},"a":1,"a":2}', '{"s":"\\u0000\\ud800 \\/ 日本"}'];
  const { text } = await world(rows).request(...ROWS, { id });
  expect(text).toBe(`{"items":[${rows.map((data, n) => `{"row":${n + 1},"data":${data}}`).join(',')}],"nextCursor":null}`);
});

test('pages follow one another without a gap', async () => {
  const rows = Array.from({ length: 250 }, (_, n) => `{"n":${n + 1}}`);
  const made = world(rows);
  const seen: unknown[] = [];
  let cursor: string | null = null;
  const sizes: number[] = [];
  do {
    const { body } = await made.request(...ROWS, { id, query: cursor === null ? {} : { cursor } });
    seen.push(...body.items.map(({ data }) => data));
    sizes.push(body.items.length);
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(sizes).toEqual([100, 100, 50]);
  expect(seen).toEqual(rows.map(row => JSON.parse(row)));
});

test('a page of large rows is cut at a megabyte, and one row always fits', async () => {
  const made = world(Array.from({ length: 7 }, () => `{"x":"${'y'.repeat(390_000)}"}`));
  const { body } = await made.request(...ROWS, { id });
  expect(body.items.map(({ row }) => row)).toEqual([1, 2]);
  const next = await made.request(...ROWS, { id, query: { cursor: body.nextCursor as string } });
  expect(next.body.items.map(({ row }) => row)).toEqual([3, 4]);
});

test('a new generation between two pages is 410, never a mix of both', async () => {
  const made = world(['1', '2', '3']);
  const cursor = (await made.request(...ROWS, { id, query: { limit: '2' } })).body.nextCursor as string;
  made.add(item(key, { published: published({ rev: 2, rowsWritten: 3 }) })).rows.set(`${id}#2`, ['4', '5', '6']);
  const { status, body } = await made.request(...ROWS, { id, query: { cursor } });
  expect([status, body.detail]).toEqual([410, 'the object has changed since the page before: start again without a cursor to see its new rows']);
  expect((await made.request(...ROWS, { id })).body.items.map(({ data }) => data)).toEqual([4, 5, 6]);
});

test('a deletion between two pages is 410', async () => {
  const made = world(['1', '2', '3']);
  const cursor = (await made.request(...ROWS, { id, query: { limit: '2' } })).body.nextCursor as string;
  made.add(item(key, { published: published({ rev: 2, status: Status.DELETED, rowsWritten: 0 }) }));
  expect((await made.request(...ROWS, { id, query: { cursor } })).status).toBe(410);
});

test('an attempt that is unfinished or failed hides nothing', async () => {
  const made = world(['1', '2']);
  made.add({ ...item(key, { published: published({ rowsWritten: 2 }) }), latest });
  expect((await made.request(...ROWS, { id })).body.items).toHaveLength(2);
});

test.each(Object.values(Status).filter(status => status !== Status.COMMITTED))('%s shows an empty list', async status => {
  const made = new World().add(item(key, { published: published({ status }) }));
  made.rows.set(`${id}#1`, ['1', '2', '3']);
  expect((await made.request(...ROWS, { id })).body).toEqual({ items: [], nextCursor: null });
});

test('an object that was never published shows an empty list', async () => {
  expect((await new World().add(item(key, { published: undefined })).request(...ROWS, { id })).body).toEqual({ items: [], nextCursor: null });
});

test('fewer rows than were promised are 503 and not an end', async () => {
  const made = world(['1', '2'], 3);
  const first = await made.request(...ROWS, { id });
  expect(first.body.items).toHaveLength(2);
  const { status, headers, body } = await made.request(...ROWS, { id, query: { cursor: first.body.nextCursor as string } });
  expect([status, headers['retry-after'], body.detail]).toEqual([503, '1', 'fewer rows were found than this object has: try again']);
});

test('a row that is missing in the middle ends the page before it', async () => {
  const made = world(['1', '', '3']);
  const first = await made.request(...ROWS, { id });
  expect(first.body.items).toEqual([{ row: 1, data: 1 }]);
  expect((await made.request(...ROWS, { id, query: { cursor: first.body.nextCursor as string } })).status).toBe(503);
  made.rows.set(`${id}#1`, ['1', '2', '3']);
  expect((await made.request(...ROWS, { id, query: { cursor: first.body.nextCursor as string } })).body.items.map(({ row }) => row)).toEqual([2, 3]);
});

test('a generation that is swept while it is read gives way to the new one', async () => {
  const made = world([], 2);
  made.rows.set(`${id}#2`, ['7', '8']);
  const read = made.ports.rows.read;
  made.ports.rows.read = async (...args) => {
    const rows = await read(...args);
    made.add(item(key, { published: published({ rev: 2, rowsWritten: 2 }) }));
    return rows;
  };
  expect((await made.request(...ROWS, { id })).body.items.map(({ data }) => data)).toEqual([7, 8]);
});

test('a forged position behind the end, or none at all, is refused', async () => {
  const made = world(['1', '2']);
  for (const position of ['3', '0', '-1', '1e0', 'x', '', '99999999999']) {
    const cursor = encodeCursor(['listRows', id], { generation: 1, position }, made.now);
    expect((await made.request(...ROWS, { id, query: { cursor } })).status).toBe(400);
  }
});

test('rows have no prefix and no status', async () => {
  const { status, body } = await world(['1']).request(...ROWS, { id, query: { prefix: 'a' } });
  expect([status, body.detail]).toEqual([400, 'unknown query parameter "prefix": use limit, cursor']);
});
