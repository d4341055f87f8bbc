import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { FILES } from './files';
import { Pipeline } from './pipeline';
import { readCsv, readNdjson } from './readers';
import type { LedgerEntry } from '../../local/ingest-client';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

describe.each(FILES)('$key', ({ key, body, options, rows }) => {
  let entry: LedgerEntry;
  beforeAll(async () => {
    entry = await pipeline.ingest(key, body, options);
  });

  test('the ledger entry is complete and its counts are right', () => {
    const bytes = Buffer.from(body);
    expect(entry).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{22,43}$/),
      key,
      status: 'COMMITTED',
      rowsParsed: rows.length,
      rowsWritten: rows.length,
      rowsRejected: 0,
      firstError: null,
      size: bytes.length,
      etag: createHash('md5').update(bytes).digest('hex'),
      versionId: expect.any(String),
      contentType: options?.ContentType ?? expect.any(String),
      checksum: null,
      userMetadata: {},
      tags: {},
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      committedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      finalAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      attempts: 1,
      lagMs: expect.any(Number),
      quarantine: null,
    });
  });

  test.each([1000, 2])('A13: the rows are those of an independent reader, %i at a time', async (limit) => {
    expect(await pipeline.rows(key, limit)).toEqual(rows);
  });
});

test('pages of any size make up the same rows, over the borders of blocks', async () => {
  const file = `n,square\n${Array.from({ length: 305 }, (_, n) => `${n},${n * n}\n`).join('')}`;
  await pipeline.ingest('pages.csv', file);
  for (const limit of [1000, 305, 304, 101, 100, 99, 37]) {
    expect(await pipeline.rows('pages.csv', limit)).toEqual(readCsv(file));
  }
});

test('a file of many chunks comes back whole', async () => {
  const file = Array.from({ length: 12_345 }, (_, n) => `{"n":${n},"text":${JSON.stringify('é'.repeat(n % 97))}}`).join('\n');
  const { rowsWritten } = await pipeline.ingest('many.ndjson', file);
  expect(rowsWritten).toBe(readNdjson(file).length);
  expect(await pipeline.rows('many.ndjson')).toEqual(readNdjson(file));
});

describe('JSON values come back digit for digit', () => {
  const values = [
    '9007199254740993', '-9007199254740993', '1234567890123456789012345678901234567890', '0.1000000000000000055511151231257827021181583404541015625',
    '1.00', '1e400', '-0', '-0.0', '1E-7', '123456789012345678901234567890.123456789012345678901234567890', '"\\u0041\\/"', 'true', 'null',
  ];
  const records = values.map((value) => `{"value":${value},"list":[${value},${value}]}`);
  const page = `{"items":[${records.map((record, i) => `{"row":${i + 1},"data":${record}}`).join()}],"nextCursor":null}`;

  test.each([
    ['digits.ndjson', records.join('\n')],
    ['digits.json', `[${records.join()}]`],
    ['digits.json.gz', gzipSync(`[${records.join()}]`)],
  ])('%s', async (key, body) => {
    const { id } = await pipeline.ingest(key, body);
    expect(await pipeline.api.text(`/objects/${id}/rows`)).toBe(page);
  });
});

describe('every key that S3 takes', () => {
  const longest = ['k', 'é'].map((character) => {
    const bytes = 1024 - 'keys/.csv'.length;
    const name = character.repeat(bytes / Buffer.byteLength(character));
    return `keys/${name}${'x'.repeat(bytes - Buffer.byteLength(name))}.csv`;
  });
  const keys = [
    'keys/with some  spaces.csv', 'keys/a+b.csv', 'keys/100%.csv', 'keys/%41%2B%20.csv', 'keys/日本語/ключ-🙂.csv', 'keys//double//slash.csv', '/keys/leading.csv',
    'keys/?query=1&b#fragment.csv', 'keys/"quotes" \'and\' <angles>.csv', 'keys/back\\slash.csv', 'keys/e\u0301-decomposed.csv', 'keys/é-composed.csv', ...longest,
  ];

  test.each(keys.map((key) => [key.length > 60 ? `${key.slice(0, 10)}… of ${Buffer.byteLength(key)} bytes` : key, key]))('%s', async (_, key) => {
    const body = `key,bytes\n"${key.replaceAll('"', '""')}",${Buffer.byteLength(key)}\n`;
    expect(await pipeline.ingest(key, body)).toMatchObject({ key, status: 'COMMITTED' });
    expect(await pipeline.rows(key)).toEqual(readCsv(body));
  });

  test('each has an id of its own', async () => {
    const entries = await pipeline.api.all<LedgerEntry>('/objects', { limit: '1000' });
    const mine = entries.filter(({ key }) => keys.includes(key));
    expect(new Set(mine.map(({ id }) => id)).size).toBe(keys.length);
  });
});

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
