import { Byte } from './bytes';
import { MAX_RECORD_BYTES } from './limits';
import type { ByteString } from './parser';

const COMMA = ',';
const OTHERS = [';', '\t', '|'];
const CANDIDATES = new Set([COMMA, ...OTHERS].map(candidate => candidate.charCodeAt(0)));

/**
 * The delimiter that somebody asked for, as it stands in the file.
 *
 * @throws Error where it is not one character, or one that CSV itself needs
 */
export function checkDelimiter(delimiter: string): ByteString {
  const bytes = Buffer.from(delimiter);
  const one = [...delimiter].length === 1 && bytes.toString() === delimiter;
  if (!one || '"\r\n\0'.includes(delimiter)) {
    throw new Error(`the CSV delimiter is ${JSON.stringify(delimiter)}: give one character other than a quote, a line break or NUL`);
  }
  return bytes.toString('latin1');
}

/**
 * The delimiter of a file that does not say: a comma if the header has one outside quotes, else whichever of semicolon, tab and pipe it has most.
 *
 * @returns undefined while the header has no end yet
 */
export function detectDelimiter(bytes: Buffer, from: number, final: boolean): ByteString | undefined {
  const counts = new Map<number, number>();
  const limit = Math.min(bytes.length, from + MAX_RECORD_BYTES);
  let fieldStart = true;
  let at = from;
  for (; at < limit && bytes[at] !== Byte.LF && bytes[at] !== Byte.CR; at++) {
    const byte = bytes[at];
    if (fieldStart && byte === Byte.QUOTE) at = closingQuote(bytes, at, limit);
    fieldStart = CANDIDATES.has(byte);
    if (fieldStart) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  if (at >= bytes.length && !final && bytes.length - from <= MAX_RECORD_BYTES) return undefined;
  const count = (candidate: string) => counts.get(candidate.charCodeAt(0)) ?? 0;
  if (count(COMMA) > 0) return COMMA;
  const most = OTHERS.reduce((best, other) => count(other) > count(best) ? other : best);
  return count(most) > 0 ? most : COMMA;
}

function closingQuote(bytes: Buffer, open: number, limit: number): number {
  for (let at = open + 1; at < limit; at++) {
    if (bytes[at] !== Byte.QUOTE) continue;
    if (bytes[at + 1] !== Byte.QUOTE) return at;
    at++;
  }
  return limit;
}
