import { gzipSync } from 'node:zlib';
import { LimitedTable } from './slow/limited-table';
import { madeObject, RowCounter, slowObject } from './slow/made-object';
import { Site } from './slow/site';
import { Corpus } from '../../bench/corpus';
import { TableRowStore } from '../../lambda-src/aws/row-writer';
import { type RecordsConfig, Status } from '../../src/contract';
import { randomOf } from '../lambda-src/core/commit/random';
import { linesOf, MemoryQuarantine } from '../lambda-src/core/quarantine/memory';

/** Bytes of the large file; `LARGE_BYTES=2e9` makes it the size that is promised. */
const LARGE_BYTES = Number(process.env.LARGE_BYTES ?? 80e6);
const SLOW_ROWS = Number(process.env.SLOW_ROWS ?? 50_000);

const ROWS: RecordsConfig = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 0.1 };
/** Of 64 KB: an invocation of ten seconds reads about 8 MB. */
const MS_PER_CHUNK = 60;

test.each(['ndjson', 'csv'] as const)(`${LARGE_BYTES / 1e6} MB of %s are read by invocations of ten seconds, each row once and in order`, async (format) => {
  const corpus = Corpus.ofBytes(LARGE_BYTES, format);
  const site = new Site(ROWS);
  const rows = new RowCounter(corpus);
  const { invocations, deadLetters } = await site.work(`large.${format}`, madeObject(corpus, site.pass, MS_PER_CHUNK), rows);
  expect(deadLetters).toEqual([]);
  const { published, latest } = site.item(`large.${format}`) ?? {};
  expect([published?.status, published?.rowsWritten, published?.rowsRejected, latest]).toEqual(['COMMITTED', corpus.rows, 0, undefined]);
  expect(rows.wrong).toBeUndefined();
  expect(rows.isWhole(published?.parts ?? [corpus.rows])).toBe(true);
  expect(invocations).toBeGreaterThan(corpus.bytes / 10e6);
}, 1_800_000);

test.each(['ndjson', 'csv', 'csv, in parts'])(`D4: ${SLOW_ROWS} rows of %s go into a table of 5 write units, only slower`, async (what) => {
  const [format] = what.split(',') as ['csv' | 'ndjson'];
  const corpus = new Corpus(SLOW_ROWS, format);
  const site = new Site({ ...ROWS, ...what.includes('parts') && { partBytes: 1e6 } });
  const { world } = site;
  const table = new LimitedTable(5, () => world.now, site.pass);
  const rows = new TableRowStore(table, 'rows', undefined, { now: () => world.now, sleep: site.pass, random: randomOf(1) });
  const { deadLetters, seconds } = await site.work(`slow.${format}`, madeObject(corpus, site.pass, 1), rows);
  expect(deadLetters).toEqual([]);
  const { published, latest } = site.item(`slow.${format}`) ?? {};
  expect([published?.status, published?.rowsWritten, published?.attempts, latest]).toEqual(['COMMITTED', SLOW_ROWS, 1, undefined]);
  expect(table.rows.size).toBe(SLOW_ROWS);
  expect(new Set(table.rows.values()).size).toBe(SLOW_ROWS);
  expect(table.throttles).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThan((SLOW_ROWS - 1_500) / 5 - 1);
}, 600_000);

test('a compressed file that does not fit into one invocation is tried twice, says how to mend it, and keeps what was rejected of it', async () => {
  const quarantine = new MemoryQuarantine();
  const site = new Site(ROWS, quarantine);
  const noise = randomOf(3);
  const bad = (n: number): boolean => n % 10 === 9;
  const records = Array.from({ length: 20_000 }, (_, n) => bad(n) ? `no record ${n} ${noise()}` : `{"n":${n},"noise":${noise()}}`);
  const object = slowObject(gzipSync(records.join('\n')), site.pass, 600, 8 * 1024);
  const { deadLetters, invocations } = await site.work('packed.ndjson.gz', object, site.world.rowStore(() => Promise.resolve(), false));
  expect([deadLetters, invocations]).toEqual([[], 2]);
  const { published, latest } = site.item('packed.ndjson.gz') ?? {};
  expect(latest).toBeUndefined();
  const { rowsParsed = 0, rowsRejected = 0, quarantine: place } = published ?? {};
  expect(published).toMatchObject({ status: Status.TOO_LARGE, rowsWritten: 0, firstError: { message: expect.stringContaining('raise processing.timeout') } });
  expect(rowsParsed).toBeGreaterThan(1_000);
  expect(rowsParsed).toBeLessThan(records.length);
  const expected = records.slice(0, rowsParsed).filter((_, n) => bad(n));
  expect(rowsRejected).toBe(expected.length);
  expect(published?.rejected.map(({ line }) => line)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(place?.objects.map(({ records: count }) => count)).toEqual([rowsRejected]);
  expect(linesOf(quarantine.objects.get(`${place?.prefix}${place?.objects[0].name}`)).map(({ raw }) => raw)).toEqual(expected);
});

test('a compressed file whose bytes come late once is not too large', async () => {
  const site = new Site(ROWS);
  const late = [20_000];
  const object = slowObject(gzipSync('{"n":1}\n'), () => site.pass(late.pop() ?? 1), 0, 8 * 1024);
  const { deadLetters, invocations } = await site.work('late.ndjson.gz', object, site.world.rowStore(() => Promise.resolve(), false));
  expect([deadLetters, invocations]).toEqual([[], 2]);
  const { published, latest } = site.item('late.ndjson.gz') ?? {};
  expect([published?.status, published?.rowsWritten, published?.attempts, latest]).toEqual([Status.COMMITTED, 1, 2, undefined]);
});
