import { BAD_FILES, BAD_RECORDS, EMPTY_FILES } from './bad-files';
import { Pipeline } from './pipeline';
import { readCsv, readNdjson } from './readers';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

/** Where a byte stands in a file, as a text editor counts. */
function placeOf(file: Buffer, byteOffset: number) {
  const before = file.subarray(0, byteOffset).toString('latin1').split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1, byteOffset, message: expect.stringMatching(/\S/) };
}

const SOMEWHERE = { line: expect.any(Number), column: expect.any(Number), byteOffset: expect.any(Number), message: expect.stringMatching(/\S/) };

describe('A13, E5: a bad record is skipped and counted', () => {
  test.each(BAD_RECORDS)('$name', async ({ key, body, plain = body, fault, rows }) => {
    expect(await pipeline.ingest(key, body)).toMatchObject({
      status: 'COMMITTED',
      rowsParsed: rows.length + 1,
      rowsWritten: rows.length,
      rowsRejected: 1,
      firstError: placeOf(plain, fault),
      attempts: 1,
    });
    expect(await pipeline.rows(key)).toEqual(rows);
  });
});

describe('A13, E5: a file that cannot be read as a whole is quarantined', () => {
  test.each(BAD_FILES)('$name', async ({ key, body, plain = body, fault }) => {
    const entry = await pipeline.ingest(key, body);
    expect(entry).toMatchObject({ status: 'QUARANTINED', firstError: fault === undefined ? SOMEWHERE : placeOf(plain, fault), attempts: 1 });
    expect(entry.rowsWritten).toBe(entry.rowsParsed - entry.rowsRejected);
    expect(await pipeline.rows(key)).toEqual([]);
  });
});

describe('a file without a record is empty', () => {
  test.each(EMPTY_FILES)('%s', async (key, body) => {
    expect(await pipeline.ingest(key, body)).toMatchObject({
      status: 'EMPTY', rowsParsed: 0, rowsWritten: 0, rowsRejected: 0, firstError: null, attempts: 1,
    });
    expect(await pipeline.rows(key)).toEqual([]);
  });
});

describe('maxErrorRate, 0.1 by default', () => {
  const file = (records: number, bad: number) => Array.from({ length: records }, (_, n) => n < bad ? 'bad' : `{"n":${n}}`).join('\n');

  test.each([[10, 1], [20, 2], [30, 3], [19, 1]])('of %i records %i may be rejected', async (records, bad) => {
    const key = `${bad} of ${records}.ndjson`;
    expect(await pipeline.ingest(key, file(records, bad))).toMatchObject({
      status: 'COMMITTED', rowsParsed: records, rowsRejected: bad, rowsWritten: records - bad,
    });
    expect(await pipeline.rows(key)).toEqual(readNdjson(file(records, bad).replaceAll('bad\n', '')));
  });

  test.each([[9, 1], [19, 2], [29, 3], [1, 1]])('of %i records %i are too many', async (records, bad) => {
    const key = `${bad} of ${records}.ndjson`;
    expect(await pipeline.ingest(key, file(records, bad))).toMatchObject({ status: 'QUARANTINED', rowsParsed: records, rowsRejected: bad });
    expect(await pipeline.rows(key)).toEqual([]);
  });
});

test('rows just below 400 KB are stored, and pages stay small', async () => {
  const file = Array.from({ length: 6 }, (_, n) => `{"n":${n},"text":"${'é'.repeat(200_000)}"}`).join('\n');
  const { id } = await pipeline.ingest('large rows.ndjson', file);
  expect(await pipeline.rows('large rows.ndjson')).toEqual(readNdjson(file));
  const page = await pipeline.api.text(`/objects/${id}/rows?limit=1000`);
  expect(Buffer.byteLength(page)).toBeLessThan(1_100_000);
});

test('what was quarantined is taken when a good file replaces it', async () => {
  await pipeline.ingest('replaced.csv', 'a,a\n1,2\n');
  const good = 'a,b\n1,2\n';
  expect(await pipeline.ingest('replaced.csv', good)).toMatchObject({ status: 'COMMITTED', firstError: null });
  expect(await pipeline.rows('replaced.csv')).toEqual(readCsv(good));
});

test('nothing is left in the queue or given up, and the pipeline goes on', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
  expect(await pipeline.ingest('after.csv', 'a\n1\n')).toMatchObject({ status: 'COMMITTED', rowsWritten: 1 });
});
