import { differenceOf } from '../../../../lambda-src/core/operations/difference';
import type { ListedObject } from '../../../../lambda-src/core/operations/ports';
import { type Latest, type LedgerItem, type Published, Status } from '../../../../src/contract';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const METADATA = { etag: 'e1', size: 3, lastModified: '2026-01-01T10:00:00.000Z' };
const LISTED: ListedObject = { key: 'k', ...METADATA, storageClass: 'STANDARD', restored: false };
const PUBLISHED = { ...METADATA, rev: 1, identity: 'v1', status: Status.COMMITTED, committedAt: '2026-01-01T10:00:05.000Z' } as Published;
const latest = (changes: Partial<Latest>): Latest => ({
  ...METADATA, rev: 2, identity: 'v2', status: Status.PROCESSING, startedAt: '2026-01-01T11:59:00.000Z', attempts: 1, error: null, ...changes,
});
const item = (published?: Partial<Published>, attempt?: Latest): LedgerItem => ({
  id: 'id', bucket: 'b', key: 'k', rev: 2, ...published && { published: { ...PUBLISHED, ...published } }, ...attempt && { latest: attempt },
});

test.each<[string, ListedObject | undefined, LedgerItem | undefined, string | undefined]>([
  ['nothing anywhere', undefined, undefined, undefined],
  ['an object that nobody told of', LISTED, undefined, 'new'],
  ['the same', LISTED, item({}), undefined],
  ['the same to the second, which is all that a header tells', { ...LISTED, lastModified: '2026-01-01T10:00:00.900Z' }, item({}), undefined],
  ['other bytes', { ...LISTED, etag: 'e2' }, item({}), 'changed'],
  ['another size', { ...LISTED, size: 4 }, item({}), 'changed'],
  ['written again', { ...LISTED, lastModified: '2026-01-01T10:00:01.000Z' }, item({}), 'changed'],
  ['a quarantined file that is still the same', LISTED, item({ status: Status.QUARANTINED }), undefined],
  ['gone', undefined, item({}), 'gone'],
  ['gone, as everybody knows', undefined, item({ status: Status.DELETED }), undefined],
  ['gone, with an attempt that still shows', undefined, item({ status: Status.DELETED }, latest({})), 'gone'],
  ['claimed once and never more', undefined, item(), 'gone'],
  ['back again', LISTED, item({ status: Status.DELETED, etag: undefined }), 'new'],
  ['claimed, never published', LISTED, item(undefined), 'new'],
  ['under way', LISTED, item(undefined, latest({})), undefined],
  ['under way for so long that nobody can be at it', LISTED, item(undefined, latest({ startedAt: '2026-01-01T11:00:00.000Z' })), 'new'],
  ['under way with a lease', LISTED, item(undefined, latest({ startedAt: '2026-01-01T11:00:00.000Z', leaseUntil: '2026-01-01T12:01:00.000Z' })), undefined],
  ['under way, but with other content', { ...LISTED, etag: 'e2' }, item({}, latest({})), 'changed'],
  ['an attempt at something else that still shows', LISTED, item({}, latest({ etag: 'e0', startedAt: '2026-01-01T01:00:00.000Z' })), 'changed'],
  ['known to fail', LISTED, item(undefined, latest({ status: Status.FAILED, startedAt: '2026-01-01T01:00:00.000Z' })), undefined],
  ['known to fail, with records that show', LISTED,
    item(undefined, latest({ status: Status.FAILED, effectiveAt: '2026-01-01T10:00:00.000Z' })), 'unfinished'],
  ['under way, with records that show', LISTED, item(undefined, latest({ effectiveAt: '2026-01-01T10:00:00.000Z' })), undefined],
  ['not under way any more, with records that show, beside what is published', LISTED,
    item({}, latest({ startedAt: '2026-01-01T11:00:00.000Z', effectiveAt: '2026-01-01T10:00:00.000Z' })), 'changed'],
  ['known to fail, and replaced', { ...LISTED, etag: 'e2' }, item(undefined, latest({ status: Status.FAILED })), 'new'],
  ['archived', { ...LISTED, storageClass: 'DEEP_ARCHIVE' }, item({ status: Status.ARCHIVED }), undefined],
  ['restored for a while', { ...LISTED, storageClass: 'GLACIER', restored: true }, item({ status: Status.ARCHIVED }), 'restored'],
  ['moved out of the archive', LISTED, item({ status: Status.ARCHIVED }), 'restored'],
  ['archived after it was read', { ...LISTED, storageClass: 'GLACIER' }, item({}), undefined],
  ['unreadable for everybody', LISTED, item({ status: Status.QUARANTINED, identity: '', etag: undefined, lastModified: undefined }), undefined],
  ['unreadable then, and replaced', { ...LISTED, lastModified: '2026-01-01T11:00:00.000Z' },
    item({ status: Status.QUARANTINED, identity: '', etag: undefined, lastModified: undefined }), 'changed'],
])('%s', (_name, listed, entry, expected) => {
  expect(differenceOf(listed, entry, NOW)).toBe(expected);
});
