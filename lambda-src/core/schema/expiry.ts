import type { RowTtlConfig } from '../../../src/contract';
import type { ByteString } from '../records/parser';

/** When rows of a file expire, in seconds since 1970; undefined where a column says it. */
export function expiryOf({ seconds, from }: RowTtlConfig, now: Date, lastModified: string): number | undefined {
  if (typeof from === 'object') return undefined;
  return Math.floor((from === 'now' ? now.getTime() : Date.parse(lastModified)) / 1000) + seconds;
}

/** When a row expires by the JSON value of its column: a date, a time, or seconds since 1970. Undefined where it says nothing. */
export function expiryOfValue(value: ByteString | undefined, { seconds }: RowTtlConfig): number | undefined {
  if (value === undefined || value === 'null') return undefined;
  const start = value.startsWith('"') ? Date.parse(value.slice(1, -1).replace(' ', 'T')) / 1000 : Number(value);
  return Number.isFinite(start) ? Math.floor(start) + seconds : undefined;
}
