import type { ByteString } from './parser';

/** What a module of the caller's makes of a record: another one, several, or none. */
export type Transform = (record: Record<string, unknown>) => unknown;

/** Rows that one record may become. */
export const MAX_ROWS_PER_RECORD = 1_000;

/** Characters of an error of the caller's that are shown. */
const MAX_ERROR = 200;

/** The rows that a record becomes, as JSON text, or why it becomes none. A record that is not as it must be is the record's error, not the file's. */
export function transformed(json: ByteString, transform: Transform): ByteString[] | string {
  let result: unknown;
  try {
    result = transform(JSON.parse(Buffer.from(json, 'latin1').toString('utf8')) as Record<string, unknown>);
  } catch (error) {
    return `the transform failed: ${String(error instanceof Error ? error.message : error).slice(0, MAX_ERROR)}`;
  }
  const records: unknown[] = Array.isArray(result) ? result : result === undefined ? [] : [result];
  if (records.length > MAX_ROWS_PER_RECORD) return `the transform made ${records.length} rows of one record: make at most ${MAX_ROWS_PER_RECORD}`;
  if (!records.every(isRecord)) return 'the transform must return an object, a list of objects, or undefined, and not a promise of them';
  try {
    return records.map((record) => Buffer.from(JSON.stringify(record)).toString('latin1'));
  } catch {
    return 'the transform returned what JSON has no text for';
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof (value as { then?: unknown }).then !== 'function';
}
