/** The largest record, in bytes of the file as it stands, without its line break. A larger one is rejected unread. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** How much of a rejected record is kept, in bytes: all of it, unless it was rejected for its size. */
export const MAX_RAW_BYTES = MAX_RECORD_BYTES;

/** The deepest nesting of a JSON record; the record's own braces are the first level. */
export const MAX_JSON_DEPTH = 100;

/** The deepest nesting that is followed at all, in records that are too large to be kept. Deeper is an unreadable file. */
export const MAX_TRACKED_DEPTH = 1024 * 1024;

/** Bytes that a parser looks at in one go: large enough to amortise, small enough for the young generation of the heap. */
export const REGION_BYTES = 64 * 1024;
