import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParquetReader } from '../../../../lambda-src/core/parquet/read-parquet';
import type { OpenObject } from '../../../../lambda-src/core/ports';
import { type Limits, limitsOf } from '../../../../lambda-src/core/records/limits';
import { type ParserMark, UnreadableFile } from '../../../../lambda-src/core/records/parser';
import type { RecordError } from '../../../../src/contract';
import { planOf } from '../schema/by-schema';

const PYTHON = join(__dirname, '../../../../.venv/bin/python');
const SEED = process.env.SEED ?? '1';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  execFileSync(PYTHON, [join(__dirname, 'write.py'), folder, SEED, process.env.CASES ?? '300'], { stdio: ['ignore', 'ignore', 'inherit'] });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => readFileSync(join(folder, `${name}.parquet`));

interface Read {
  readonly rows: string[];
  readonly rejected: RecordError[];
  /** The rejected records as they are kept, in the same order. */
  readonly raw: string[];
  readonly unreadable?: RecordError;
  readonly fetched: number;
  readonly marks: ParserMark[];
}

interface Options {
  readonly flatten?: boolean;
  readonly limits?: Limits;
  readonly schema?: object;
  readonly from?: ParserMark;
}

async function read(bytes: Buffer, { flatten = false, schema, ...options }: Options = {}): Promise<Read> {
  const result = { rows: [] as string[], rejected: [] as RecordError[], raw: [] as string[], fetched: 0, marks: [] as ParserMark[] };
  const object = {
    metadata: { size: bytes.length },
    async* range(from: number, to: number) {
      result.fetched += to - from;
      // In pieces, as they come from S3.
      for (let at = from; at < to; at += 10_000) yield bytes.subarray(at, Math.min(to, at + 10_000));
    },
  } as unknown as OpenObject;
  const sink = {
    row: (json: string) => void result.rows.push(Buffer.from(json, 'latin1').toString()),
    reject: (error: RecordError, raw: Buffer) => {
      result.rejected.push(error);
      result.raw.push(raw.toString());
    },
  };
  const reader = new ParquetReader(object, sink, { flatten, plan: schema && planOf(schema), ...options });
  try {
    for await (const _ of reader.read()) {
      const mark = reader.mark();
      if (mark) result.marks.push({ ...mark });
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { ...result, unreadable: error.at };
  }
  return result;
}

/** What the writer says, with floating-point numbers as JavaScript writes them: their digits are not the file's. */
function expectedOf(name: string): string[] {
  const text = readFileSync(join(folder, `${name}.jsonl`), 'utf8');
  const written = (_: string, value: string) => Object.is(Number(value), -0) ? '-0.0' : String(Number(value));
  return text.split('\n').slice(0, -1).map(line => line.replace(/\{"float":([^}]+)\}/g, written));
}

test('every file of pyarrow and DuckDB comes back as its writer says, digit for digit', async () => {
  const names = readdirSync(folder).filter(name => name.endsWith('.jsonl')).map(name => name.slice(0, -6));
  expect(names.length).toBeGreaterThan(18);
  for (const name of names) {
    const { rows, rejected, unreadable } = await read(file(name), { flatten: name === 'struct' });
    expect({ name, rejected, unreadable }).toEqual({ name, rejected: [], unreadable: undefined });
    const expected = expectedOf(name);
    expect({ name, count: rows.length }).toEqual({ name, count: expected.length });
    for (const [n, row] of rows.entries()) expect({ name, n, row }).toEqual({ name, n, row: expected[n] });
  }
});

test.each([
  ['struct', 'the column "s" is a structure'], ['list', 'the column "l" is a list or map'], ['map', 'the column "m" is a list or map'],
  ['struct-of-list', 'a structure'],
])(
  'what is nested is refused with the fix: %s', async (name, message) => {
    expect((await read(file(name))).unreadable?.message).toContain(message);
  });

test('lists are refused, flattened or not', async () => {
  for (const name of ['list', 'map', 'struct-of-list']) {
    expect((await read(file(name), { flatten: true })).unreadable?.message).toContain('is a list or map');
  }
});

test('another invocation can go on between row groups', async () => {
  const bytes = file('pyarrow-snappy');
  const whole = await read(bytes);
  expect(whole.marks.length).toBeGreaterThanOrEqual(3);
  const rest = await read(bytes, { from: whole.marks[0] });
  expect(rest.rows).toEqual(whole.rows.slice(whole.marks[0].lines.line - 1));
});

test('a schema holds for Parquet too', async () => {
  const schema = { properties: { id: { 'type': 'integer', 'maximum': 2, 'x-rename': 'n' } } };
  const { rows, rejected } = await read(file('struct'), { flatten: true, schema });
  expect(rows.map(row => (JSON.parse(row) as { n: number }).n)).toEqual([0, 1, 2]);
  expect(rejected[0]).toMatchObject({ line: 4, column: 1, message: 'the column "id" must be at most 2' });
  const lacking = await read(file('struct'), { flatten: true, schema: { properties: { x: {} }, required: ['x'] } });
  expect(lacking.unreadable?.message).toContain('lacks the column "x"');
});

test('a rejected row is kept as it would have been shown, with its number and the byte where its row group begins', async () => {
  const { rows, rejected, raw } = await read(file('groups'), { schema: { properties: { id: { type: 'integer', multipleOf: 3 }, name: {} } } });
  const expected = expectedOf('groups');
  const places = JSON.parse(readFileSync(join(folder, 'groups.places.json'), 'utf8')) as number[];
  expect(new Set(places).size).toBeGreaterThanOrEqual(3);
  const wrong = expected.map((_, n) => n).filter(n => n % 3 !== 0);
  expect(rows).toEqual(expected.filter((_, n) => n % 3 === 0));
  expect(raw).toEqual(wrong.map(n => expected[n]));
  expect(rejected.map(({ line, column, byteOffset }) => [line, column, byteOffset])).toEqual(wrong.map(n => [n + 1, 1, places[n]]));
});

test('of a rejected row the text that is no UTF-8 is kept as null, the other columns as they are', async () => {
  const bytes = file('pyarrow-none');
  bytes[bytes.indexOf('always the same')] = 0xff;
  const { rejected, raw } = await read(bytes);
  const expected = expectedOf('pyarrow-none');
  rejected.forEach(({ line }, n) => {
    expect(raw[n]).toBe(expected[line - 1].replace('"constant":"always the same"', '"constant":null'));
  });
  expect(raw.length).toBeGreaterThan(0);
});

describe('limits', () => {
  test('too many rows are known before one is read', async () => {
    const { rows, unreadable, fetched } = await read(file('bomb-rows'), { limits: limitsOf({ rows: 2_999_999 }) });
    expect({ rows: rows.length, fetched: fetched < 200_000 }).toEqual({ rows: 0, fetched: true });
    expect(unreadable?.message).toContain('more than 2999999 rows');
  });

  test('a page that unpacks to too much is not unpacked', async () => {
    const before = process.memoryUsage().rss;
    expect((await read(file('bomb-page'))).unreadable?.message).toMatch(/write smaller pages|times its size/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test.each([[{ columns: 3 }, 'limits.columns'], [{ bytes: 1000 }, 'limits.uncompressedSize']])('%j', async (limits, message) => {
    expect((await read(file('pyarrow-none'), { limits: limitsOf(limits) })).unreadable?.message).toContain(message);
  });
});

test('a file that is cut off or damaged anywhere ends in a status, never in another error', async () => {
  for (const name of ['pyarrow-zstd', 'pyarrow-deltas', 'duckdb-snappy', 'pyarrow-v2-pages']) {
    const good = file(name);
    const sizes = [0, 3, 11, 100, Math.floor(good.length / 2), good.length - 1];
    for (const size of sizes) expect((await read(good.subarray(0, size))).unreadable).toBeDefined();
    for (let n = 0; n < 60; n++) {
      const bad = Buffer.from(good);
      const at = Math.floor((n / 60) * good.length);
      bad.fill(0xff, at, at + 1 + (n % 5));
      const { unreadable } = await read(bad);
      if (unreadable) expect(unreadable.message).toMatch(/^(the |a |there |two )/);
    }
  }
});

test('text that is no UTF-8 rejects its row', async () => {
  const bytes = file('pyarrow-none');
  const at = bytes.indexOf('always the same');
  bytes[at] = 0xff;
  const { rejected } = await read(bytes);
  expect(rejected.length).toBeGreaterThan(0);
  expect(rejected[0].message).toContain('the column "constant" must be text in UTF-8');
});
