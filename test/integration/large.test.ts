import { Duration, Size } from 'aws-cdk-lib';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';
import { Records } from '../../src';

/** What a file of several parts looks like: about 40 bytes a record. */
const ROWS = 12_000;
const LIMIT_MS = 240_000;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({
    records: Records.rows({ partSize: Size.kibibytes(64), maxErrorRate: 0.5 }),
    // Two seconds of it are kept back, so that the table's pace decides how many invocations a part takes.
    processing: { timeout: Duration.seconds(4) },
  });
});
afterAll(() => pipeline?.stop());

const line = (n: number): string => `${n},"name, ${n}",${'x'.repeat(n % 30)}`;

test('E5: a large CSV file is read in parts side by side, each row once and in order', async () => {
  const content = `id,name,rest\n${Array.from({ length: ROWS }, (_, n) => `${line(n)}\n`).join('')}`;
  const entry = await pipeline.ingest('large.csv', content);
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsParsed: ROWS, rowsWritten: ROWS, rowsRejected: 0 });
  expect(await pipeline.rows('large.csv', 1000)).toEqual(readCsv(content));
  expect(await pipeline.deadLetters()).toBe(0);
}, LIMIT_MS);

test('errors of any part are told with their line in the file', async () => {
  const records = Array.from({ length: 6000 }, (_, n) => n % 1000 === 999 ? '{"broken":' : `{"n":${n},"text":"${'y'.repeat(30)}"}`);
  const content = `${records.join('\n')}\n`;
  const entry = await pipeline.ingest('large.ndjson', content);
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsParsed: 6000, rowsRejected: 6 });
  expect(entry.firstError).toMatchObject({ line: 1000, byteOffset: content.indexOf('{"broken"') + '{"broken":'.length });
  expect(await pipeline.rows('large.ndjson', 1000)).toEqual(records.filter((record) => !record.startsWith('{"broken"')));
}, LIMIT_MS);

test('records that go over line breaks are read from the start to the end instead', async () => {
  const content = `id,text\n${Array.from({ length: 4000 }, (_, n) => `${n},"${'line\n'.repeat(1 + n % 12)}"\n`).join('')}`;
  const entry = await pipeline.ingest('lines.csv', content);
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsWritten: 4000 });
  expect(await pipeline.rows('lines.csv', 1000)).toEqual(readCsv(content));
}, LIMIT_MS);

test('a large file that is overwritten while its parts are read shows the new one', async () => {
  const content = (version: string): string => `version,n\n${Array.from({ length: 8000 }, (_, n) => `${version},${n}\n`).join('')}`;
  await pipeline.put('changing.csv', content('first version of it'));
  await pipeline.put('changing.csv', content('second version of it').slice(0, 150_000));
  const last = content('third version of it').split('\n').slice(0, -500).join('\n');
  const entry = await pipeline.ingest('changing.csv', last);
  expect(entry.status).toBe('COMMITTED');
  expect(await pipeline.rows('changing.csv', 1000)).toEqual(readCsv(last));
  await pipeline.quiet(LIMIT_MS);
  expect(await pipeline.deadLetters()).toBe(0);
}, LIMIT_MS);
