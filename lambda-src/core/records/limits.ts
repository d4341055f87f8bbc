import { DEFAULT_LIMITS, type LimitsConfig } from '../../../src/contract';

/** The largest record, in bytes of the file as it stands, without its line break. A larger one is rejected unread. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** How much of a rejected record is kept, in bytes: all of it, unless it was rejected for its size. */
export const MAX_RAW_BYTES = MAX_RECORD_BYTES;

/** The deepest nesting that is followed at all, in records that are too large to be kept. Deeper is an unreadable file. */
export const MAX_TRACKED_DEPTH = 1024 * 1024;

/** Bytes that a parser looks at in one go: large enough to amortise, small enough for the young generation of the heap. */
export const REGION_BYTES = 64 * 1024;

/** What is unpacked before the default ratio is looked at: small files of few different rows are packed better than that. */
const SPARED_BYTES = 10 * 1024 * 1024;

/** How much a file may come to. */
export interface Limits extends Required<LimitsConfig> {
  /** Bytes after decompression before the ratio is looked at. */
  readonly sparedBytes: number;
}

/** The limits of a stack. */
export function limitsOf(config: LimitsConfig = {}): Limits {
  return { ...DEFAULT_LIMITS, ...config, sparedBytes: config.ratio === undefined ? SPARED_BYTES : REGION_BYTES };
}

/** The limits where a stack says nothing. */
export const USUAL_LIMITS: Limits = limitsOf();

/** What a file of too many bytes is refused with. */
export function tooManyBytes(limit: number): string {
  return `the file has more than ${limit} bytes after decompression: split it, or raise limits.uncompressedSize`;
}

/** What a file of too many columns, or a record of too many members, is refused with. */
export function tooManyColumns(columns: number, limit: number): string {
  return `there are ${columns} columns and ${limit} are allowed: split the file by columns, or raise limits.columns`;
}
