import type { ListedObject } from './ports';
import { type Latest, type LedgerItem, type ObjectMetadata, Status } from '../../../src/contract';

/** How the bucket and the ledger differ in a key. */
export type Difference = 'new' | 'changed' | 'gone' | 'restored' | 'unfinished';

/** An attempt that is older than an invocation can be is not under way any more. */
const UNDER_WAY_MS = 15 * 60 * 1000;

/** Storage classes whose objects must be restored before they can be read. */
const ARCHIVES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/**
 * Whether the listing tells of something that the ledger does not know. A listing has no version ids and no user metadata, so an object is
 * taken for another one by its entity tag, its size and the second of its last change. Content that every attempt failed on is known: that is a
 * dead letter to redrive, and no lost event. Only in the mode `upsert` it is read again all the same, because an attempt there leaves records where readers look.
 */
export function differenceOf(listed: ListedObject | undefined, item: LedgerItem | undefined, now: Date): Difference | undefined {
  if (listed === undefined) {
    return item === undefined || item.published?.status === Status.DELETED && item.latest === undefined ? undefined : 'gone';
  }
  if (item === undefined) return 'new';
  const { published, latest } = item;
  if (latest !== undefined && isSame(listed, latest)) {
    if (latest.status === Status.FAILED) return leavesRecords(latest) ? 'unfinished' : undefined;
    if (isUnderWay(latest, now)) return undefined;
  }
  if (published === undefined || published.status === Status.DELETED) return 'new';
  if (published.status === Status.ARCHIVED && isSame(listed, published)) return isReadable(listed) ? 'restored' : undefined;
  if (isSame(listed, published)) return latest === undefined ? undefined : 'changed';
  // An object that nobody here can read has no metadata in the ledger.
  if (published.identity === '' && published.status === Status.QUARANTINED && seconds(listed.lastModified) <= seconds(published.committedAt)) return undefined;
  return 'changed';
}

function isSame(listed: ListedObject, known: Partial<ObjectMetadata>): boolean {
  return listed.etag === known.etag && listed.size === known.size && known.lastModified !== undefined
    && seconds(listed.lastModified) === seconds(known.lastModified);
}

/** The header that the ledger's time comes from has no fractions. */
function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

function isUnderWay({ startedAt, leaseUntil }: Latest, now: Date): boolean {
  return now.getTime() < Math.max(Date.parse(startedAt) + UNDER_WAY_MS, leaseUntil === undefined ? 0 : Date.parse(leaseUntil));
}

/** Whether records of an attempt show before it is published. */
function leavesRecords({ effectiveAt }: Latest): boolean {
  return effectiveAt !== undefined;
}

function isReadable({ storageClass, restored }: ListedObject): boolean {
  return restored || !ARCHIVES.has(storageClass);
}
