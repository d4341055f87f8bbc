import type { LedgerItem, ObjectMetadata } from '../../../src/contract';

/** Where records come from. */
export interface Origin {
  readonly objectKey: string;
  /** The claim under which they are written. */
  readonly rev: number;
  readonly part: number;
  /** ISO 8601, see {@link effectiveAt}. */
  readonly effectiveAt: string;
}

/** What a version says of where a record came from. */
export interface RecordSource {
  readonly objectKey: string;
  readonly effectiveAt: string;
}

const TIME_LENGTH = '2026-01-01T00:00:00.000Z'.length;
const END = '\0';
/** Stands behind a NUL of an object key: greater than what stands behind the end of one. */
const ESCAPE = '~';

/**
 * When the records of a generation take effect: when the object was last modified, or when those of an earlier generation of the same object
 * key did, if that is later. So the newer of two generations of a key wins, though the version that it was read from may be older: an
 * undelete, or the deletion of the newest version. A generation keeps the time that it began with. Undefined where nothing ever took effect.
 */
export function effectiveAt({ rev, latest, published }: LedgerItem, metadata: Partial<ObjectMetadata>): string | undefined {
  if (latest?.rev === rev && latest.effectiveAt !== undefined) return latest.effectiveAt;
  return [metadata.lastModified, latest?.effectiveAt, published?.effectiveAt].filter(time => time !== undefined).sort().at(-1);
}

/**
 * The beginning of the version of each record of a part: a total order of all records as the order of texts, whoever writes them and when.
 * It is decided by time, then by object key, then by claim, then by place in the object.
 */
export function versionPrefix({ effectiveAt: time, objectKey, rev, part }: Origin): string {
  return `${time}${objectKey.replaceAll(END, END + ESCAPE)}${END}${padded(rev, 12)}${padded(part, 8)}`;
}

/** The version of a record, `ordinal` from 1 within its part. */
export function recordVersion(prefix: string, ordinal: number): string {
  return prefix + padded(ordinal, 12);
}

/** Where the record of a version came from. */
export function sourceOf(version: string): RecordSource {
  const key = version.slice(TIME_LENGTH, version.lastIndexOf(END));
  return { effectiveAt: version.slice(0, TIME_LENGTH), objectKey: key.replaceAll(END + ESCAPE, END) };
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
