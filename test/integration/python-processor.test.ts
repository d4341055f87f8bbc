import { Duration } from 'aws-cdk-lib';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';
import { pythonStack } from '../../examples/python-processor/stack';
import { startSession } from '../../local/session';
import { RowTtl, Schema } from '../../src';

/** The function in Python takes the column of times from it and nothing else. */
const SCHEMA = { type: 'object', properties: { expires: { type: 'integer' } } };

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startSession({
    build: (app) => pythonStack(app, undefined, { schema: Schema.fromObject(SCHEMA), rowTtl: RowTtl.column('expires', Duration.hours(1)) }),
  });
  pipeline = new Pipeline(session, withKey(session.apiKey));
});
afterAll(() => pipeline?.stop());

const csv = (rows: number, name = 'é "quoted"'): string => `n,name\n${Array.from({ length: rows }, (_, n) => `${n},"${name.replaceAll('"', '""')}"\n`).join('')}`;

test('C7: rows that a function in Python wrote show through the API, page by page', async () => {
  const file = csv(250);
  expect(await pipeline.ingest('in/a b+ü.csv', file, { Tagging: 'stage=raw' })).toMatchObject({
    status: 'COMMITTED', rowsParsed: 250, rowsWritten: 250, rowsRejected: 0, attempts: 1, tags: { stage: 'raw' },
  });
  expect(await pipeline.rows('in/a b+ü.csv', 99)).toEqual(readCsv(file));
});

test('overwrites that shrink, deletions and undeletes are followed', async () => {
  const first = await pipeline.ingest('in/changes.csv', csv(120));
  expect(first).toMatchObject({ tags: {} });
  await pipeline.ingest('in/changes.csv', csv(3));
  expect(await pipeline.rows('in/changes.csv')).toEqual(readCsv(csv(3)));
  const { VersionId: marker } = await pipeline.remove('in/changes.csv');
  expect(await pipeline.deleted('in/changes.csv')).toMatchObject({ id: first.id, rowsWritten: 0 });
  await pipeline.remove('in/changes.csv', marker);
  await pipeline.settled('in/changes.csv', ({ status }) => status === 'COMMITTED');
  expect(await pipeline.rows('in/changes.csv')).toEqual(readCsv(csv(3)));
});

test('duplicates change nothing, a forced replay writes the same rows anew', async () => {
  const before = await pipeline.ingest('in/twice.csv', csv(40));
  const hint = { source: 'serverless-ingest-api', version: 1, kind: 'hint', reason: 'replay', bucket: pipeline.session.bucket, key: 'in/twice.csv' };
  await Promise.all(Array.from({ length: 6 }, () => pipeline.send(JSON.stringify(hint))));
  await pipeline.quiet();
  expect(await pipeline.entry('in/twice.csv')).toEqual(before);
  await pipeline.send(JSON.stringify({ ...hint, force: true }));
  await pipeline.settled('in/twice.csv', ({ committedAt }) => committedAt !== before.committedAt);
  expect(await pipeline.rows('in/twice.csv')).toEqual(readCsv(csv(40)));
});

test('a burst of versions ends as the last one', async () => {
  for (let n = 1; n <= 8; n++) await pipeline.put('in/burst.csv', csv(10 * n, `v${n}`));
  await pipeline.ingest('in/burst.csv', csv(2, 'last'));
  await pipeline.quiet();
  expect(await pipeline.rows('in/burst.csv')).toEqual(readCsv(csv(2, 'last')));
});

test('a bad record is counted with its line, a file of them is quarantined, an empty one is empty', async () => {
  expect(await pipeline.ingest('in/ragged.csv', 'a,b\n1,2\n3\n4,5\n')).toMatchObject({
    status: 'COMMITTED', rowsParsed: 3, rowsWritten: 2, rowsRejected: 1, firstError: { line: 3, message: expect.stringContaining('1 fields') },
  });
  expect(await pipeline.ingest('in/bad.csv', Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]))).toMatchObject({ status: 'QUARANTINED' });
  expect(await pipeline.ingest('in/empty.csv', '')).toMatchObject({ status: 'EMPTY' });
  expect(await pipeline.rows('in/bad.csv')).toEqual([]);
});

test('a row is shown until its time, and counted all the same', async () => {
  const at = (offsetSeconds: number) => Math.floor(Date.now() / 1000) + offsetSeconds;
  const lines = ['n,expires', `1,${at(-3700)}`, '2,', `3,${at(60)}`, '4,2001-01-01', `5,${new Date(Date.now() - 3_000_000).toISOString()}`, '6,2001-01-01T00:00:00+02:00', '7,never'];
  const entry = await pipeline.ingest('in/expiring.csv', lines.join('\n'));
  expect(entry).toMatchObject({
    status: 'COMMITTED', rowsParsed: 7, rowsWritten: 6, rowsRejected: 1, firstError: { line: 8, message: 'expires is no time' },
  });
  const rows = await pipeline.api.all<{ row: number; data: { n: string } }>(`/objects/${entry.id}/rows`);
  expect(rows.map(({ row, data }) => [row, data.n])).toEqual([[2, '2'], [3, '3'], [5, '5']]);
});

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
