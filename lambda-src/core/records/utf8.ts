import { isUtf8 } from 'node:buffer';

/** What a record or file that is not UTF-8 is refused with. */
export const NOT_UTF8 = 'not valid UTF-8 from this byte on: save the file as UTF-8';

const BLOCK = 4096;

/** Bytes of the character that a lead byte announces; 1 where it announces none. */
function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/**
 * How many of the first `length` bytes are left when a character that is cut off at their end is not counted.
 * Bytes that are not UTF-8 at all are cut as if they were: that moves a border, never a verdict.
 */
export function wholeCharacters(bytes: Buffer, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back++) {
    if (characterLength(bytes[length - back]) > back) return length - back;
  }
  return length;
}

/** Index of the first byte that does not begin a well-formed UTF-8 character, or -1. */
export function firstBadByte(bytes: Buffer): number {
  let at = 0;
  for (;;) {
    const block = at + wholeCharacters(bytes.subarray(at), Math.min(BLOCK, bytes.length - at));
    if (block === at || !isUtf8(bytes.subarray(at, block))) break;
    at = block;
  }
  while (at < bytes.length) {
    const next = at + characterLength(bytes[at]);
    if (next > bytes.length || !isUtf8(bytes.subarray(at, next))) return at;
    at = next;
  }
  return -1;
}
