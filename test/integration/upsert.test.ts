import { gzipSync } from 'node:zlib';
import { Pipeline } from './pipeline';
import { quarantinedLines } from './quarantined';
import { canonical } from './readers';
import { Records } from '../../src';

interface Found {
  readonly data: Record<string, unknown>;
  readonly objectId: string;
  readonly effectiveAt: string;
}

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({
    source: { prefix: 'in/' },
    records: Records.upsert({ partitionKey: 'customer', sortKey: 'order', tombstone: { column: 'op', value: 'D' }, maxErrorRate: 0.5 }),
  });
});
afterAll(() => pipeline?.stop());

const ndjson = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const find = (query: Record<string, string>): Promise<Found[]> => pipeline.api.all<Found>('/records', query);
const dataOf = async (customer: string): Promise<unknown[]> => (await find({ partitionKey: customer })).map(({ data }) => data);

test('a record is found by its key, whatever file and format brought it last', async () => {
  await pipeline.ingest('in/first.csv', 'customer,order,total\nacme,o1,10\nacme,o2,20\nzeta,o1,30\n');
  expect(await pipeline.ingest('in/second.ndjson', ndjson({ customer: 'acme', order: 'o2', total: 21 }, { customer: 'acme', order: 'o3', total: 31 })))
    .toMatchObject({ status: 'COMMITTED', rowsParsed: 2, rowsWritten: 2, rowsSuperseded: 0, rowsRejected: 0 });
  expect(await dataOf('acme')).toEqual([
    { customer: 'acme', order: 'o1', total: '10' }, { customer: 'acme', order: 'o2', total: 21 }, { customer: 'acme', order: 'o3', total: 31 },
  ]);
  const [one] = await find({ partitionKey: 'acme', sortKey: 'o2' });
  expect(one).toEqual({ data: { customer: 'acme', order: 'o2', total: 21 }, objectId: (await pipeline.entry('in/second.ndjson')).id, effectiveAt: expect.any(String) });
  expect(await dataOf('nobody')).toEqual([]);
});

test('a tombstone takes its record away, and a file that is older does not bring it back', async () => {
  const old = ndjson({ customer: 'gone', order: 'o1', n: 1 });
  await pipeline.ingest('in/z-old.ndjson', old);
  await pipeline.ingest('in/z-tombstone.ndjson', ndjson({ customer: 'gone', order: 'o1', op: 'D' }, { customer: 'gone', order: 'o2', op: 'U' }));
  expect(await dataOf('gone')).toEqual([{ customer: 'gone', order: 'o2', op: 'U' }]);
  await pipeline.send(JSON.stringify({
    source: 'serverless-ingest-api', version: 1, kind: 'hint', reason: 'replay', bucket: pipeline.session.bucket, key: 'in/z-old.ndjson', force: true,
  }));
  await pipeline.settled('in/z-old.ndjson', ({ rowsSuperseded }) => rowsSuperseded === 1);
  expect(await dataOf('gone')).toEqual([{ customer: 'gone', order: 'o2', op: 'U' }]);
  await pipeline.ingest('in/z-tombstone.ndjson', ndjson({ customer: 'gone', order: 'o1', n: 2 }));
  expect(await dataOf('gone')).toEqual([{ customer: 'gone', order: 'o1', n: 2 }, { customer: 'gone', order: 'o2', op: 'U' }]);
});

test('of one file the later record of a key stays', async () => {
  const entry = await pipeline.ingest('in/twice.csv', 'customer,order,n\ntwice,o1,1\ntwice,o2,2\ntwice,o1,3\n');
  expect(entry).toMatchObject({ rowsParsed: 3, rowsWritten: 2, rowsSuperseded: 1 });
  expect(await dataOf('twice')).toEqual([{ customer: 'twice', order: 'o1', n: '3' }, { customer: 'twice', order: 'o2', n: '2' }]);
});

test('a new version of an object wins over the one before, and so does an old one that is current again', async () => {
  const version = (n: number): string => ndjson({ customer: 'aba', order: 'o1', n });
  await pipeline.ingest('in/aba.ndjson', version(1));
  const { versionId } = await pipeline.ingest('in/aba.ndjson', version(2));
  expect(await dataOf('aba')).toEqual([{ customer: 'aba', order: 'o1', n: 2 }]);
  await pipeline.remove('in/aba.ndjson', versionId ?? undefined);
  await pipeline.settled('in/aba.ndjson', (entry) => entry.versionId !== versionId && entry.status === 'COMMITTED');
  expect(await dataOf('aba')).toEqual([{ customer: 'aba', order: 'o1', n: 1 }]);
});

test('the deletion of an object deletes no record', async () => {
  await pipeline.ingest('in/deleted.ndjson', ndjson({ customer: 'stays', order: 'o1' }));
  await pipeline.remove('in/deleted.ndjson');
  expect(await pipeline.deleted('in/deleted.ndjson')).toMatchObject({ rowsWritten: 0 });
  expect(await dataOf('stays')).toEqual([{ customer: 'stays', order: 'o1' }]);
});

test('a record without a key is rejected at its place, the others are written', async () => {
  const entry = await pipeline.ingest('in/keyless.csv', 'customer,order,n\nkeyless,o1,1\n,o2,2\nkeyless,o3,3\nkeyless,,4\n');
  expect(entry).toMatchObject({
    status: 'COMMITTED', rowsParsed: 4, rowsWritten: 2, rowsRejected: 2, firstError: { line: 3, column: 1, message: expect.stringMatching(/^customer, the partition key, is empty/) },
  });
  expect(await dataOf('keyless')).toHaveLength(2);
});

test('a record whose key is none is kept as it stands in the file, with its place', async () => {
  const records: [text: string, error: RegExp | undefined][] = [
    ['{"customer":"kept","order":"ö1"}', undefined],
    ['{"order":"o2","n":"✓"}', /^customer, the partition key, is missing/],
    ['{"customer":["kept"],"order":"o3"}', /^customer, the partition key, is a list/],
    ['{"customer":"kept","order":{"a":1}}', /^order, the sort key, is an object/],
    ['{"customer":true,"order":"o5"}', /is true or false/],
    ['{"customer":"kept","order":null}', /^order, the sort key, is null/],
    [`{"customer":"kept","order":"${'x'.repeat(1025)}"}`, /has 1025 bytes and the table takes 1024/],
    ...Array.from({ length: 8 }, (_, n): [string, undefined] => [`{"customer":"kept","order":"p${n}"}`, undefined]),
  ];
  const lines = records.map(([text]) => text);
  const offsets = lines.map((_, n) => Buffer.byteLength(lines.slice(0, n).map((line) => `${line}\r\n`).join('')));
  const expected = records.flatMap(([raw, error], n) => error === undefined ? []
    : [{ line: n + 1, column: 1, byteOffset: offsets[n], raw, error: expect.stringMatching(error) as string }]);
  const entry = await pipeline.ingest('in/no keys.ndjson', lines.join('\r\n'));
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsRejected: expected.length });
  expect(await quarantinedLines(pipeline.session, entry)).toEqual(expected);
  expect((await dataOf('kept')).length).toBe(records.length - expected.length);

  const array = await pipeline.ingest('in/no keys.json', `[${lines.join(',\n')}]`);
  expect((await quarantinedLines(pipeline.session, array)).map(({ line, raw }) => [line, raw])).toEqual(expected.map(({ line, raw }) => [line, raw]));

  const csv = ['customer,order,n', 'kept,c1,1', '"",c2,"two\r\nlines"', 'kept,,3', 'kept,c4,4', 'kept,c5,5'];
  const table = await pipeline.ingest('in/no keys.csv', csv.join('\r\n'));
  expect((await quarantinedLines(pipeline.session, table)).map(({ line, byteOffset, raw }) => [line, byteOffset, raw])).toEqual([
    [3, Buffer.byteLength(`${csv.slice(0, 2).join('\r\n')}\r\n`), csv[2]], [5, Buffer.byteLength(`${csv.slice(0, 3).join('\r\n')}\r\n`), csv[3]],
  ]);
});

test('of a file that is refused nothing is written', async () => {
  const half = Array.from({ length: 40 }, (_, n) => JSON.stringify({ customer: 'refused', order: `o${n}` }));
  const quarantined = { status: 'QUARANTINED', rowsWritten: 0, rowsSuperseded: 0 };
  expect(await pipeline.ingest('in/refused.ndjson', [...half, ...half.map(() => '{"customer":"refused"}')].join('\n') + '\n{}')).toMatchObject(quarantined);
  expect(await pipeline.ingest('in/cut-off.json', `[${half.join()}`)).toMatchObject(quarantined);
  expect(await dataOf('refused')).toEqual([]);
});

test('one partition comes in the order of its sort keys, in pages of any size and by any range', async () => {
  const keys = Array.from({ length: 130 }, (_, n) => `k${String(n).padStart(3, '0')}`);
  const records = [...keys].reverse().map((order) => `{"customer":"many","order":"${order}","n":1.00}`);
  await pipeline.ingest('in/many.json.gz', gzipSync(`[${records.join()}]`));
  for (const limit of ['1000', '130', '129', '50']) {
    expect((await find({ partitionKey: 'many', limit })).map(({ data }) => data.order)).toEqual(keys);
  }
  expect((await find({ partitionKey: 'many', sortKeyPrefix: 'k01', limit: '4' })).map(({ data }) => data.order)).toEqual(keys.slice(10, 20));
  const between = await find({ partitionKey: 'many', sortKeyFrom: 'k100', sortKeyTo: 'k1055', limit: '4' });
  expect(between.map(({ data }) => data.order)).toEqual(keys.slice(100, 106));
  expect(await pipeline.api.text('/records?partitionKey=many&sortKey=k007')).toContain('{"customer":"many","order":"k007","n":1.00}');
});

test('tombstones are no gap in a page and no record of one', async () => {
  const orders = Array.from({ length: 60 }, (_, n) => ({ customer: 'sparse', order: `o${String(n).padStart(2, '0')}` }));
  await pipeline.ingest('in/sparse-1.ndjson', ndjson(...orders));
  await pipeline.ingest('in/sparse-2.ndjson', ndjson(...orders.slice(5, 58).map((order) => ({ ...order, op: 'D' }))));
  for (const limit of ['1', '3', '100']) expect(await find({ partitionKey: 'sparse', limit })).toHaveLength(7);
});

test('every character of a key is found again', async () => {
  const values = ['a b+c%20', '日本/ключ', '🙂', '#r##', '"quoted"', '..', 'x'.repeat(500), '\u0001', 'e\u0301', 'é'];
  await pipeline.ingest('in/keys.ndjson', ndjson(...values.map((value) => ({ customer: value, order: value }))));
  for (const value of values) {
    const found = await find({ partitionKey: value, sortKey: value });
    expect(found.map(({ data }) => data)).toEqual([{ customer: value, order: value }]);
  }
});

test('the rows of an object are said to be elsewhere', async () => {
  const { id } = await pipeline.entry('in/first.csv');
  const { status, body } = await pipeline.api.call(`/objects/${id}/rows`);
  expect([status, (JSON.parse(body) as { detail: string }).detail]).toEqual([404, expect.stringContaining('see /records')]);
});

test('many files at once, sent twice and in any order, end as the last writer of each key has it', async () => {
  const keys = Array.from({ length: 12 }, (_, n) => `in/race/${String(n).padStart(2, '0')}.ndjson`);
  const rows = (key: string, n: number): object[] => Array.from({ length: 8 }, (_, order) => ({ customer: `race${(order + n) % 3}`, order: `o${order}`, key, n }));
  await Promise.all(keys.map((key, n) => pipeline.put(key, ndjson(...rows(key, n)))));
  await Promise.all(keys.map((key) => pipeline.send(JSON.stringify({
    source: 'serverless-ingest-api', version: 1, kind: 'hint', reason: 'replay', bucket: pipeline.session.bucket, key, force: true,
  }))));
  await pipeline.quiet();
  const entries = await Promise.all(keys.map((key) => pipeline.entry(key)));
  const winners = new Map<string, string>();
  const inOrder = entries.map(({ key, lastModified }, n) => ({ key, n, time: String(lastModified) }))
    .sort((a, b) => a.time.localeCompare(b.time) || a.key.localeCompare(b.key));
  for (const row of inOrder.flatMap(({ key, n }) => rows(key, n))) {
    winners.set(JSON.stringify(Object.values(row).slice(0, 2)), canonical(JSON.stringify(row)));
  }
  const seen = (await Promise.all([0, 1, 2].map((n) => dataOf(`race${n}`)))).flat().map((data) => JSON.stringify(data));
  expect(seen.sort()).toEqual([...winners.values()].sort());
});

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
