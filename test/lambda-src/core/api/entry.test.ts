import { item, METADATA, published } from './memory';
import { statusOf, toEntry, visibleRows } from '../../../../lambda-src/core/api/entry';
import { type Latest, Status } from '../../../../src/contract';

const attempt = (changes: Partial<Latest> = {}): Latest => ({
  rev: 2, identity: 'v2', status: Status.PROCESSING, startedAt: '2026-11-23T04:10:00.000Z', attempts: 2, error: null, ...changes,
});

const FIELDS = ['id', 'key', 'status', 'rowsParsed', 'rowsWritten', 'rowsRejected', 'firstError', 'quarantine', 'size', 'etag', 'versionId', 'contentType',
  'checksum', 'userMetadata', 'tags', 'lastModified', 'committedAt', 'finalAt', 'attempts', 'lagMs'];

test('a committed object shows what was published, every field of it', () => {
  const entry = toEntry(item('a.csv'));
  const { rev, identity, rejected, ...shown } = published();
  expect(entry).toEqual({ id: item('a.csv').id, key: 'a.csv', quarantine: null, finalAt: published().committedAt, ...shown });
  expect(Object.keys(entry)).toEqual(FIELDS);
});

test('rejected records are told by their place', () => {
  const quarantine = { bucket: 'q', prefix: 'a.csv/', objects: [{ name: '1-0-0.ndjson', records: 2, bytes: 200 }] };
  expect(toEntry(item('a.csv', { published: { ...published(), quarantine } }))).toMatchObject({ quarantine });
});

test('an object that was claimed and no more is PROCESSING, with every field there', () => {
  const entry = toEntry(item('a.csv', { published: undefined }));
  expect(Object.keys(entry)).toEqual(FIELDS);
  expect(entry).toMatchObject({ status: 'PROCESSING', rowsParsed: 0, rowsWritten: 0, rowsRejected: 0, attempts: 0 });
  for (const field of FIELDS.slice(6).filter(name => name !== 'attempts')) expect(entry).toHaveProperty(field, null);
});

test('an unfinished attempt shows its own metadata and the published counts', () => {
  const entry = toEntry(item('a.csv', { latest: attempt({ ...METADATA, size: 99, etag: 'new', versionId: 'v2' }) }));
  expect(entry).toMatchObject({ status: 'PROCESSING', size: 99, etag: 'new', versionId: 'v2', rowsWritten: 3, attempts: 2 });
});

test('an attempt that has not seen the object keeps the published metadata', () => {
  expect(toEntry(item('a.csv', { latest: attempt() }))).toMatchObject({ status: 'PROCESSING', size: 12, etag: METADATA.etag });
});

test('an unversioned object that follows a versioned one has no version', () => {
  expect(toEntry(item('a.csv', { latest: attempt({ ...METADATA, versionId: null }) }))).toMatchObject({ versionId: null });
});

test('a failed attempt says why and names what still shows', () => {
  const failed = item('a.csv', { latest: attempt({ status: Status.FAILED, error: 'the table did not take all rows' }) });
  expect(toEntry(failed)).toMatchObject({
    status: 'FAILED',
    error: 'the table did not take all rows',
    showing: { status: 'COMMITTED', etag: METADATA.etag, versionId: 'v1', committedAt: '2026-11-23T04:00:01.000Z' },
  });
  expect(visibleRows(failed)).toBe(3);
  expect(toEntry(item('b.csv', { published: undefined, latest: attempt({ rev: 1, status: Status.FAILED }) })))
    .toMatchObject({ status: 'FAILED', showing: null, error: null, attempts: 2 });
});

test('an attempt that is not newer than what is published is history', () => {
  expect(statusOf(item('a.csv', { latest: attempt({ rev: 1 }) }))).toBe('COMMITTED');
});

test.each(Object.values(Status).filter(status => status !== Status.COMMITTED))('%s shows no rows of its own', status => {
  expect(visibleRows(item('a.csv', { published: published({ status, rowsWritten: 3 }) }))).toBe(0);
});
