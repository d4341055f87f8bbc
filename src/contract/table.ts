/**
 * The table. Five kinds of item share it:
 *
 * - ledger item, one per object key: `pk` = object id, `sk` = `ledger`;
 * - job item, one per job: `pk` = `jobs#<bucket>`, `sk` = `job#<id>`, and one `lock#<kind>` per kind of job; of a distributed backfill one per batch:
 *   `pk` = `jobs#<bucket>#<id>`, `sk` = `batch#<hash>`, for 30 days;
 * - row item: `pk` = `<id>#<rev>#<part>#<block>`, `sk` = row number within the part, ten digits from 1;
 * - part item, only of a generation that takes more than one invocation: `pk` = `<id>#<rev>#parts`, `sk` = part, ten digits from 0;
 * - record item of the mode `upsert`: `pk` = `<bucket>#r#<tenant>#<partition key>`, `sk` = sort key, `data` or `deleted`, and the `version`
 *   that decides which of two records of a key stays.
 *
 * A block is {@link ROWS_PER_BLOCK} rows, so a page of rows is a handful of known partitions and a running
 * ingest spreads its writes over several of them.
 *
 * The indexes are sparse (only ledger items have their keys) and project keys only: an index entry changes when the
 * object appears or its status changes, never when a count does, and readers fetch the item itself.
 */
export const Table = {
  PARTITION_KEY: 'pk',
  SORT_KEY: 'sk',
  LEDGER_SORT_KEY: 'ledger',
  /** Lists objects by key. Partition `<bucket>#<shard>`, sort: the object key. */
  BY_KEY_INDEX: 'byKey',
  BY_KEY_PARTITION: 'byKeyPk',
  /** Lists objects of one status by key. Partition `<bucket>#<status>#<shard>`, sort: the object key. */
  BY_STATUS_INDEX: 'byStatus',
  BY_STATUS_PARTITION: 'byStatusPk',
  /** Sort key of the two indexes by key. */
  OBJECT_KEY: 'objectKey',
  /** Lists objects of one status by the time that they came to it. Partition as of `byStatus`; what is under way is not in it. */
  BY_TIME_INDEX: 'byTime',
  /** Sort key of the index by time: `<ISO 8601>#<id>`. */
  FINAL_AT: 'finalAt',
  ROW_DATA: 'data',
  /** Of a part: how far it has come. */
  PART_STATE: 'partState',
  /** Of a part: workers that have taken it so far. */
  PART_SEQUENCE: 'partSequence',
  /** Of a part: until when the last one has it, ISO 8601. */
  PART_LEASE: 'leaseUntil',
  /** Of a part: there when it is done. */
  PART_DONE: 'partDone',
  /** Of a record item: its place in the total order of all records of its key. */
  VERSION: 'version',
  /** Of a record item: true where the newest record of the key says that it is gone. */
  DELETED: 'deleted',
  /** Of a row or a record: seconds since 1970 from which on it is no longer shown, and deleted some time later. */
  EXPIRES: 'expiresAt',
} as const;

/**
 * What the API remembers between two requests (uploads in parts, answers by `Idempotency-Key`), for hours or days: items of the same table with
 * `pk` = `api#<kind>#<id>`.
 */
export const ApiItem = {
  PREFIX: 'api#',
  SORT_KEY: 'api',
  /** Who may change it. */
  OWNER: 'owner',
  /** JSON text. */
  TEXT: 'text',
  /** Epoch seconds: the attribute of the table's time to live. */
  EXPIRES: 'expiresAt',
} as const;

/** Rows that share a partition key. */
export const ROWS_PER_BLOCK = 100;

/** Rows of one BatchWriteItem: DynamoDB takes no more. */
export const ROWS_PER_BATCH = 25;

/** Batches of one part that are on their way at once, at most. */
export const MAX_BATCHES_IN_FLIGHT = 32;

/** Partitions of each index, so that one of them is not the ceiling of the whole pipeline. */
export const INDEX_SHARDS = 4;

/** First and last ten-digit sort key of a block's rows compare as strings. */
export const ROW_DIGITS = 10;
