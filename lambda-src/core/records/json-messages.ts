import { Byte } from './bytes';
import { MAX_JSON_DEPTH, MAX_RECORD_BYTES } from './limits';

export const TOO_LARGE = `the record is larger than ${MAX_RECORD_BYTES} bytes: split it`;
export const NOT_AN_OBJECT = 'the record is no JSON object: put it into one';
export const NUL = 'a NUL byte: save the file as UTF-8 text';

/** What the scanner found wrong with a byte; the byte itself is not told, it is somebody's data. */
export function jsonFault(byte: number | undefined, fault: string): string {
  return byte === Byte.NUL ? NUL : `invalid JSON: ${fault}`;
}

export function tooDeep(depth: number): string {
  return `the record is nested ${depth} levels deep: ${MAX_JSON_DEPTH} are allowed`;
}
