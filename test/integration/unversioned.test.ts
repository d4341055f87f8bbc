import { testsOfWhatGoesAway } from './away';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';

const A = 'n\n1\n2\n3\n';
const B = 'n\n4\n';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({ source: { versioned: false } });
});
afterAll(() => pipeline?.stop());

test('an entry has no version', async () => {
  expect(await pipeline.ingest('a.csv', A, { Tagging: 'stage=raw' })).toMatchObject({ status: 'COMMITTED', versionId: null, tags: { stage: 'raw' } });
  expect(await pipeline.rows('a.csv')).toEqual(readCsv(A));
});

test('an overwrite replaces the rows, back and forth', async () => {
  for (const version of [A, B, A, B]) {
    await pipeline.ingest('overwritten.csv', version);
    expect(await pipeline.rows('overwritten.csv')).toEqual(readCsv(version));
  }
});

test('a burst ends as its last version', async () => {
  const versions = Array.from({ length: 12 }, (_, n) => `n\n${`${n}\n`.repeat(30 - n)}`);
  for (const version of versions) await pipeline.put('burst.csv', version);
  await pipeline.quiet();
  expect(await pipeline.rows('burst.csv')).toEqual(readCsv(versions[versions.length - 1]));
});

test('a deletion takes the rows away, the same upload again brings them back', async () => {
  const { id } = await pipeline.ingest('deleted.csv', A);
  for (let round = 0; round < 2; round++) {
    await pipeline.remove('deleted.csv');
    expect(await pipeline.deleted('deleted.csv')).toMatchObject({ id, rowsWritten: 0 });
    expect(await pipeline.rows('deleted.csv')).toEqual([]);
    expect(await pipeline.ingest('deleted.csv', A)).toMatchObject({ id, status: 'COMMITTED' });
    expect(await pipeline.rows('deleted.csv')).toEqual(readCsv(A));
  }
});

test('the same bytes under another content type are another object', async () => {
  expect(await pipeline.ingest('typed', A)).toMatchObject({ status: 'QUARANTINED' });
  await pipeline.put('typed', A, { ContentType: 'text/csv' });
  expect(await pipeline.settled('typed', ({ status }) => status === 'COMMITTED')).toMatchObject({ contentType: 'text/csv' });
  expect(await pipeline.rows('typed')).toEqual(readCsv(A));
});

describe('what lifecycle rules do', () => testsOfWhatGoesAway(() => pipeline));

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
