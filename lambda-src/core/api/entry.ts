import { entityTag } from './entity-tag';
import { type Latest, type LedgerItem, type ObjectMetadata, type QuarantinedRecords, type RecordError, Status } from '../../../src/contract';

/** The generation that still shows while a newer attempt has failed. */
export interface Showing {
  readonly status: Status;
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly committedAt: string;
}

/** A ledger entry as the API shows it: the newest state of one key. Unknown members are null, counts are 0. */
export interface Entry {
  readonly id: string;
  readonly key: string;
  readonly status: Status;
  readonly rowsParsed: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  /** Only where rows are found by their own key: those that lost to newer ones of their keys. */
  readonly rowsSuperseded?: number;
  readonly firstError: RecordError | null;
  /** Where the rejected records are kept, never what is in them. */
  readonly quarantine: QuarantinedRecords | null;
  readonly size: number | null;
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly contentType: string | null;
  readonly checksum: ObjectMetadata['checksum'];
  readonly userMetadata: Record<string, string> | null;
  readonly tags: Record<string, string> | null;
  readonly lastModified: string | null;
  readonly committedAt: string | null;
  /** When the object came to its status. Null while something is under way. */
  readonly finalAt: string | null;
  readonly attempts: number;
  readonly lagMs: number | null;
  /** Only of FAILED: why the last attempt failed. */
  readonly error?: string | null;
  /** Only of FAILED: the older generation whose counts and rows still show, if there is one. */
  readonly showing?: Showing | null;
}

/** The attempt that is newer than what is published, if there is one. */
export function newerAttempt(item: LedgerItem): Latest | undefined {
  return item.latest && item.latest.rev > (item.published?.rev ?? 0) ? item.latest : undefined;
}

/** The status of an object: that of an unfinished or failed attempt, else what is published. */
export function statusOf(item: LedgerItem): Status {
  return newerAttempt(item)?.status ?? item.published?.status ?? Status.PROCESSING;
}

/** When the object came to the status that it keeps until the bucket changes again, ISO 8601; undefined while something is under way. */
export function finalAt(item: LedgerItem): string | undefined {
  const attempt = newerAttempt(item);
  if (!attempt) return item.published?.committedAt;
  return attempt.status === Status.FAILED ? attempt.failedAt ?? attempt.startedAt : undefined;
}

/** The item's place in the index by time, unlike that of any other; undefined while something is under way. */
export function finalPlace(item: LedgerItem): string | undefined {
  const at = finalAt(item);
  return at === undefined ? undefined : `${at}#${item.id}`;
}

/** How many rows `GET /objects/{id}/rows` shows. An attempt that is unfinished or failed hides nothing. */
export function visibleRows(item: LedgerItem): number {
  return item.published?.status === Status.COMMITTED ? item.published.rowsWritten : 0;
}

/**
 * The entry of a ledger item. The counts and the first error are those of the published generation, and the metadata too
 * unless a newer attempt has already seen the new object.
 */
export function toEntry(item: LedgerItem): Entry {
  const { published } = item;
  const attempt = newerAttempt(item);
  const metadata: Partial<ObjectMetadata> = (attempt?.etag === undefined ? published : attempt) ?? {};
  const status = statusOf(item);
  return {
    id: item.id,
    key: item.key,
    status,
    rowsParsed: published?.rowsParsed ?? 0,
    rowsWritten: published?.rowsWritten ?? 0,
    rowsRejected: published?.rowsRejected ?? 0,
    ...published?.rowsSuperseded !== undefined && { rowsSuperseded: published.rowsSuperseded },
    firstError: published?.firstError ?? null,
    quarantine: published?.quarantine ?? null,
    size: metadata.size ?? null,
    etag: metadata.etag ?? null,
    versionId: metadata.versionId ?? null,
    contentType: metadata.contentType ?? null,
    checksum: metadata.checksum ?? null,
    userMetadata: metadata.userMetadata ?? null,
    tags: metadata.tags ?? null,
    lastModified: metadata.lastModified ?? null,
    committedAt: published?.committedAt ?? null,
    finalAt: finalAt(item) ?? null,
    attempts: (attempt ?? published)?.attempts ?? 0,
    lagMs: published?.lagMs ?? null,
    ...status === Status.FAILED && {
      error: attempt?.error ?? null,
      showing: published && published.status !== Status.FAILED ? {
        status: published.status,
        etag: published.etag ?? null,
        versionId: published.versionId ?? null,
        committedAt: published.committedAt,
      } : null,
    },
  };
}

/** What `GET /objects/{id}` answers, and its entity tag. */
export function represent(item: LedgerItem): { readonly body: string; readonly etag: string } {
  const body = JSON.stringify(toEntry(item));
  return { body, etag: entityTag(body) };
}
