import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';

const PYTHON = join(__dirname, '../../.venv/bin/python');
const CSV = `n,text\n${Array.from({ length: 3000 }, (_, n) => `${n},"é ${n}"`).join('\n')}\n`;

/** What a line of Python writes to its standard output. */
function python(code: string, input = ''): Buffer {
  return execFileSync(PYTHON, ['-c', `import sys\n${code}`], { input, maxBuffer: 64 * 1024 * 1024 });
}

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

test.each([
  ['zstd', 'a.csv.zst', () => python('import zstandard; sys.stdout.buffer.write(zstandard.compress(sys.stdin.buffer.read()))', CSV)],
  ['UTF-16 with its mark', 'b.csv', () => Buffer.from(`\ufeff${CSV}`, 'utf16le')],
  ['big-endian UTF-16 without it', 'c.csv', () => Buffer.from(CSV, 'utf16le').swap16()],
])('%s', async (_, key, body) => {
  expect(await pipeline.ingest(key, body())).toMatchObject({ status: 'COMMITTED', rowsWritten: 3000, rowsRejected: 0 });
  expect(await pipeline.rows(key)).toEqual(readCsv(CSV));
});

test('Parquet, by ranges', async () => {
  const file = python(`
import pyarrow as pa, pyarrow.parquet as pq
n = list(range(20000))
pq.write_table(pa.table({'n': [9007199254740993 + i for i in n], 's': [None if i % 3 else 'é' * (i % 50) for i in n]}), sys.stdout.buffer, row_group_size=6000)`);
  expect(await pipeline.ingest('d.parquet', file)).toMatchObject({ status: 'COMMITTED', rowsWritten: 20_000, rowsRejected: 0 });
  const { id } = await pipeline.entry('d.parquet');
  expect(await pipeline.api.text(`/objects/${id}/rows?limit=4`)).toContain('"data":{"n":9007199254740996,"s":"ééé"}');
  const rows = await pipeline.rows('d.parquet', 1000);
  expect(rows.map((row) => JSON.parse(row) as { s: unknown }).filter(({ s }) => s === null)).toHaveLength(13_333);
});

test('what is called Parquet and is not', async () => {
  expect(await pipeline.ingest('e.parquet', CSV)).toMatchObject({ status: 'QUARANTINED', firstError: { message: expect.stringContaining('called Parquet') } });
});
