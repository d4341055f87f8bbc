import { Byte } from './bytes';
import { type Limits, MAX_RECORD_BYTES, tooManyColumns } from './limits';

export const TOO_LARGE = `the record is larger than ${MAX_RECORD_BYTES} bytes: split it`;
export const NOT_AN_OBJECT = 'the record is no JSON object: put it into one';
export const NUL = 'a NUL byte: save the file as UTF-8 text';

/** What the scanner found wrong with a byte; the byte itself is not told, it is somebody's data. */
export function jsonFault(byte: number | undefined, fault: string): string {
  return byte === Byte.NUL ? NUL : `invalid JSON: ${fault}`;
}

/** Why a record that is valid JSON is too much, or undefined. */
export function excessOf({ deepest, members }: { readonly deepest: number; readonly members: number }, limits: Limits): string | undefined {
  if (deepest > limits.depth) return `the record is nested ${deepest} levels deep and ${limits.depth} are allowed: flatten it, or raise limits.jsonDepth`;
  return members > limits.columns ? tooManyColumns(members, limits.columns) : undefined;
}
