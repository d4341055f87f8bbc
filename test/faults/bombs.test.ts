import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import type { Ended } from './bombs/child';
import { Child } from '../../bench/child';

/** What a file may take beyond a small one, in bytes: a parser looks at 64 KB at a time, and the young heap grows to some 30 MB before it is collected. */
const MORE_BYTES = 60e6;

const DEEP = 50_000;
const folder = mkdtempSync(join(tmpdir(), 'serverless-ingest-bombs-'));
let calm: number;

async function ingest(name: string, content: Buffer | string): Promise<Ended> {
  const file = join(folder, name);
  writeFileSync(file, content);
  return new Child(join(__dirname, 'bombs', 'child.ts'), [file], { execArgv: ['--import', 'tsx'] }).next<Ended>();
}

/** So many megabytes of one row again and again, gzipped. */
async function packed(megabytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const row = Buffer.from(`${'a'.repeat(99)}\n`.repeat(10_000));
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (let written = 0; written < megabytes; written++) await new Promise((resolve) => gzip.write(row, resolve));
  await new Promise((resolve) => gzip.once('end', resolve).end());
  return Buffer.concat(chunks);
}

const onLinux = process.platform === 'linux' ? test : test.skip;

beforeAll(async () => {
  if (process.platform === 'linux') calm = (await ingest('calm.csv', 'a\n1\n')).peakBytes;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

onLinux('a small file commits: what follows is compared with it', async () => {
  expect(await ingest('small.csv', 'a\n1\n2\n')).toMatchObject({ status: 'COMMITTED', rowsWritten: 2, deadLetters: 0 });
});

const nested = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);

onLinux.each<[string, () => Buffer | string | Promise<Buffer>, string, RegExp]>([
  ['gzip.csv.gz', () => packed(300), 'QUARANTINED', /ratio|times/],
  ['deep.json', () => nested('[', ']'), 'QUARANTINED', /no JSON object/],
  ['deep-object.json', () => `[${nested('{"a":', '}').replace('}', '1}')}]`, 'QUARANTINED', /levels/],
  ['deep.ndjson', () => `${nested('{"a":', '}').replace('}', '1}')}\n`, 'QUARANTINED', /levels/],
  ['deep.json.gz', () => gzipSync(nested('[', ']')), 'QUARANTINED', /no JSON object/],
])('%s ends in its status, with flat memory and without a dead letter', async (name, make, status, message) => {
  const { peakBytes, ...ended } = await ingest(name, await make());
  expect(ended).toEqual({ status, message: expect.stringMatching(message) as unknown, rowsWritten: expect.any(Number) as unknown, deadLetters: 0 });
  expect(peakBytes - calm).toBeLessThan(MORE_BYTES);
}, 180_000);
