import {
  CompleteMultipartUploadCommand, CopyObjectCommand, CreateMultipartUploadCommand, UploadPartCommand,
} from '@aws-sdk/client-s3';
import { testsOfWhatGoesAway } from './away';
import { Pipeline } from './pipeline';
import { readCsv, readNdjson } from './readers';

const csv = (name: string, rows: number) => `name,n\n${Array.from({ length: rows }, (_, n) => `${name},${n}\n`).join('')}`;
const A = csv('a', 250);
const B = csv('b', 3);

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

test('an overwrite that shrinks leaves no row of the old version', async () => {
  const first = await pipeline.ingest('shrinks.csv', A);
  expect(await pipeline.rows('shrinks.csv')).toEqual(readCsv(A));
  const second = await pipeline.ingest('shrinks.csv', B);
  expect(second).toMatchObject({ id: first.id, status: 'COMMITTED', rowsWritten: readCsv(B).length });
  expect(await pipeline.rows('shrinks.csv')).toEqual(readCsv(B));
});

test('A, B and A again end as A', async () => {
  const first = await pipeline.ingest('aba.csv', A);
  await pipeline.ingest('aba.csv', B);
  const last = await pipeline.ingest('aba.csv', A);
  expect(last.etag).toBe(first.etag);
  expect(last.versionId).not.toBe(first.versionId);
  expect(await pipeline.rows('aba.csv')).toEqual(readCsv(A));
});

test('many versions in a burst end as the last one', async () => {
  const versions = Array.from({ length: 15 }, (_, n) => csv(`v${n}`, 40 - 2 * n));
  for (const version of versions) await pipeline.put('burst.csv', version);
  const last = csv('last', 4);
  expect(await pipeline.ingest('burst.csv', last)).toMatchObject({ status: 'COMMITTED' });
  await pipeline.quiet();
  expect(await pipeline.rows('burst.csv')).toEqual(readCsv(last));
});

test('a deletion takes the rows away, an undelete brings them back', async () => {
  const before = await pipeline.ingest('undeleted.csv', A);
  const { VersionId: marker, DeleteMarker: isMarker } = await pipeline.remove('undeleted.csv');
  expect(isMarker).toBe(true);
  expect(await pipeline.deleted('undeleted.csv')).toMatchObject({ id: before.id, rowsParsed: 0, rowsWritten: 0, rowsRejected: 0 });
  expect(await pipeline.rows('undeleted.csv')).toEqual([]);

  await pipeline.remove('undeleted.csv', marker);
  const after = await pipeline.settled('undeleted.csv', ({ status }) => status === 'COMMITTED');
  expect(after).toMatchObject({ id: before.id, versionId: before.versionId, etag: before.etag, rowsWritten: readCsv(A).length });
  expect(await pipeline.rows('undeleted.csv')).toEqual(readCsv(A));
});

test('the deletion of an old version changes nothing', async () => {
  const old = await pipeline.ingest('old version.csv', A);
  const current = await pipeline.ingest('old version.csv', B);
  await pipeline.remove('old version.csv', String(old.versionId));
  await pipeline.quiet();
  expect(await pipeline.entry('old version.csv')).toEqual(current);
  expect(await pipeline.rows('old version.csv')).toEqual(readCsv(B));
});

test('the deletion of the current version shows the one before it', async () => {
  const old = await pipeline.ingest('rolled back.csv', A);
  const current = await pipeline.ingest('rolled back.csv', B);
  await pipeline.remove('rolled back.csv', String(current.versionId));
  await pipeline.settled('rolled back.csv', ({ versionId, status }) => versionId === old.versionId && status === 'COMMITTED');
  expect(await pipeline.rows('rolled back.csv')).toEqual(readCsv(A));

  await pipeline.remove('rolled back.csv', String(old.versionId));
  await pipeline.deleted('rolled back.csv');
  expect(await pipeline.rows('rolled back.csv')).toEqual([]);
});

test('an upload after a deletion is a new object under the same id', async () => {
  const first = await pipeline.ingest('reborn.csv', A);
  await pipeline.remove('reborn.csv');
  await pipeline.deleted('reborn.csv');
  expect(await pipeline.ingest('reborn.csv', A)).toMatchObject({ id: first.id, status: 'COMMITTED' });
  expect(await pipeline.rows('reborn.csv')).toEqual(readCsv(A));
});

test('an overwrite with no record or with nonsense shows no row, a good one shows its own', async () => {
  await pipeline.ingest('ups and downs.csv', A);
  expect(await pipeline.ingest('ups and downs.csv', '')).toMatchObject({ status: 'EMPTY' });
  expect(await pipeline.rows('ups and downs.csv')).toEqual([]);
  await pipeline.ingest('ups and downs.csv', A);
  expect(await pipeline.ingest('ups and downs.csv', 'a,a\n1,2\n')).toMatchObject({ status: 'QUARANTINED' });
  expect(await pipeline.rows('ups and downs.csv')).toEqual([]);
  expect(await pipeline.ingest('ups and downs.csv', B)).toMatchObject({ status: 'COMMITTED' });
  expect(await pipeline.rows('ups and downs.csv')).toEqual(readCsv(B));
});

test('a multipart upload is one object', async () => {
  const { s3 } = pipeline.session.clients;
  const at = { Bucket: pipeline.session.bucket, Key: 'parts.ndjson' };
  const file = Array.from({ length: 20 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(300_000)}"}`).join('\n');
  const border = 5 * 1024 * 1024;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const parts = [];
  for (const [index, body] of [file.slice(0, border), file.slice(border)].entries()) {
    const part = { PartNumber: index + 1, Body: body, ContentLength: body.length };
    parts.push({ PartNumber: index + 1, ETag: (await s3.send(new UploadPartCommand({ ...at, UploadId, ...part }))).ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }));
  const { size, etag } = await pipeline.settled('parts.ndjson', ({ status }) => status === 'COMMITTED');
  expect(size).toBe(file.length);
  expect(etag).toMatch(/-2$/);
  expect(await pipeline.rows('parts.ndjson')).toEqual(readNdjson(file));
});

test('a copy is an object of its own, and a copy onto itself may change its type', async () => {
  const { s3 } = pipeline.session.clients;
  const { bucket } = pipeline.session;
  await pipeline.ingest('original', A);
  expect(await pipeline.entry('original')).toMatchObject({ status: 'QUARANTINED' });
  const typed = { CopySource: `${bucket}/original`, Bucket: bucket, MetadataDirective: 'REPLACE' as const, ContentType: 'text/csv' };
  for (const key of ['copy', 'original']) {
    await s3.send(new CopyObjectCommand({ ...typed, Key: key }));
    expect(await pipeline.settled(key, ({ status }) => status === 'COMMITTED')).toMatchObject({ contentType: 'text/csv' });
    expect(await pipeline.rows(key)).toEqual(readCsv(A));
  }
});

describe('what lifecycle rules do', () => testsOfWhatGoesAway(() => pipeline));

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
