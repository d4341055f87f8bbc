import { createHash } from 'node:crypto';
import { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import type { LedgerEntry } from '../../local/ingest-client';
import { Records } from '../../src';

const BODY = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]);

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({ records: Records.metadata(), source: { prefix: 'in/', suffixes: ['.png', '.csv', '/'] } });
});
afterAll(() => pipeline?.stop());

const rowsOf = async ({ id }: LedgerEntry) => JSON.parse(await pipeline.api.text(`/objects/${id}/rows`)) as unknown;

test('E2: an entry tells what the bucket knows, the tags too, and has no rows', async () => {
  const checksum = createHash('sha256').update(BODY).digest('base64');
  const entry = await pipeline.ingest('in/picture.png', BODY, {
    ContentType: 'image/png', Metadata: { 'camera': 'Leica M3', 'taken-by': 'Ada' }, ChecksumSHA256: checksum, Tagging: 'stage=raw&a%20b=c%2Bd%2F%C3%BC&empty=',
  });
  expect(entry).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9_-]{22,43}$/),
    key: 'in/picture.png',
    status: 'COMMITTED',
    rowsParsed: 0,
    rowsWritten: 0,
    rowsRejected: 0,
    firstError: null,
    size: BODY.length,
    etag: createHash('md5').update(BODY).digest('hex'),
    versionId: expect.stringMatching(/\S/),
    contentType: 'image/png',
    checksum: { algorithm: 'SHA256', value: checksum },
    userMetadata: { 'camera': 'Leica M3', 'taken-by': 'Ada' },
    tags: { 'stage': 'raw', 'a b': 'c+d/ü', 'empty': '' },
    lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    committedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    finalAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    attempts: 1,
    lagMs: expect.any(Number),
    quarantine: null,
  });
  expect(await rowsOf(entry)).toEqual({ items: [], nextCursor: null });
});

test('content is not read: a broken CSV is an object like any other', async () => {
  const entry = await pipeline.ingest('in/broken.csv', 'a,a\n"');
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsParsed: 0, firstError: null });
  expect(await rowsOf(entry)).toEqual({ items: [], nextCursor: null });
});

test('a folder marker is empty', async () => {
  expect(await pipeline.ingest('in/folder/', '')).toMatchObject({ status: 'EMPTY', size: 0 });
});

test('tags are those that each version had when it was read; the ones that come later show after a replay', async () => {
  expect(await pipeline.ingest('in/tagged.png', BODY)).toMatchObject({ tags: {} });
  const before = await pipeline.ingest('in/tagged.png', BODY, { Tagging: 'stage=raw' });
  expect(before).toMatchObject({ tags: { stage: 'raw' } });
  const { clients: { s3 }, bucket } = pipeline.session;
  await s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: 'in/tagged.png', Tagging: { TagSet: [{ Key: 'stage', Value: 'checked' }] } }));
  await pipeline.quiet();
  expect(await pipeline.entry('in/tagged.png')).toEqual(before);
  await pipeline.send(JSON.stringify({ source: 'serverless-ingest-api', version: 1, kind: 'hint', reason: 'replay', bucket, key: 'in/tagged.png', force: true }));
  await pipeline.settled('in/tagged.png', ({ tags }) => tags?.stage === 'checked');
});

test('the entry follows overwrites, deletions and undeletes', async () => {
  const first = await pipeline.ingest('in/changing.png', BODY, { Metadata: { version: 'one' } });
  const second = await pipeline.ingest('in/changing.png', BODY, { Metadata: { version: 'two' } });
  expect(second).toMatchObject({ id: first.id, etag: first.etag, userMetadata: { version: 'two' } });
  expect(second.versionId).not.toBe(first.versionId);
  const { VersionId: marker } = await pipeline.remove('in/changing.png');
  expect(await pipeline.deleted('in/changing.png')).toMatchObject({ size: null, etag: null, versionId: null, userMetadata: null, tags: null });
  await pipeline.remove('in/changing.png', marker);
  expect(await pipeline.settled('in/changing.png', ({ status }) => status === 'COMMITTED')).toMatchObject({ versionId: second.versionId });
});

test('A1: keys outside of the prefix and the suffixes are not seen, others with odd characters are', async () => {
  const ignored = ['outside.csv', 'in/note.txt', 'In/upper.csv', 'in/UPPER.CSV', 'in', 'x/in/a.csv'];
  for (const key of ignored) await pipeline.put(key, 'n\n1\n');
  await pipeline.ingest('in/a b+c%20é.csv', 'n\n1\n');
  await pipeline.quiet();
  const keys = (await pipeline.api.all<LedgerEntry>('/objects')).map(({ key }) => key);
  expect(keys.filter((key) => ignored.includes(key))).toEqual([]);
  expect(keys).toContain('in/a b+c%20é.csv');
});

test('uploads go below the prefix and have a suffix that is ingested', async () => {
  const upload = await pipeline.api.call('/uploads', 'POST', { fileName: 'a.csv', contentType: 'text/csv', size: 4 });
  expect(upload.status).toBe(201);
  expect((JSON.parse(upload.body) as { key: string }).key).toMatch(/^in\/.+\/a\.csv$/);
  expectProblem(await pipeline.api.call('/uploads', 'POST', { fileName: 'a.txt', contentType: 'text/plain', size: 4 }), 400);
});

test('nothing is left in the queue or given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
