import { wholeCharacters } from '../records/utf8';

/** S3 takes no longer keys, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/** Bytes that are left for the name: three whole numbers. */
const NAME_BYTES = 60;

/** One reading of one part of a generation. */
export interface ReadingReference {
  readonly rev: number;
  readonly part: number;
  /** Which worker reads the part: no two of them write one object, so that the late one of two spoils nothing. */
  readonly seq: number;
}

/**
 * The prefix of what is kept of an object: its own key, behind the quarantine's prefix, so that a tenant's prefix stays one. A key that is too
 * long to have anything behind it is cut, and its id makes up for the rest.
 */
export function placeOf(prefix: string, key: string, id: string): string {
  const whole = `${prefix}${key}/`;
  if (Buffer.byteLength(whole) <= MAX_KEY_BYTES - NAME_BYTES) return whole;
  const bytes = Buffer.from(`${prefix}${key}`);
  const tail = `~${id}/`;
  return `${bytes.toString('utf8', 0, wholeCharacters(bytes, MAX_KEY_BYTES - NAME_BYTES - tail.length))}${tail}`;
}

/** The name of the object that a reading writes. */
export function nameOf({ rev, part, seq }: ReadingReference): string {
  return `${rev}-${part}-${seq}.ndjson`;
}
