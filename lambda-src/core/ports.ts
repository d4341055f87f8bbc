import type { Origin } from './upsert/record-version';
import type { Latest, LedgerItem, ObjectMetadata, Published, Status } from '../../src/contract';

/** The current object of a key, as the bucket shows it right now. */
export interface OpenObject {
  readonly metadata: ObjectMetadata;
  readonly contentEncoding: string | null;
  /** Names the content: two reads with one identity read the same bytes and the same metadata. */
  readonly identity: string;
  /** The bytes of that identity. Throws {@link ChangedObject} when the bucket holds another by now. */
  body(): AsyncIterable<Buffer>;
  /** Gives up the connection of a body that was not read to its end. */
  discard(): void;
}

/** The bucket. The only authority on what an object is. */
export interface ObjectStore {
  /** The current object and its bytes, or undefined where there is none. Throws {@link ArchivedObject} and {@link UnreadableObject}. */
  open(key: string): Promise<OpenObject | undefined>;
  /** The same without bytes: works on archived objects too. */
  head(key: string): Promise<OpenObject | undefined>;
}

/** The ledger. Each write holds only while `rev` is the newest claim; false means that a newer one exists. */
export interface Ledger {
  /** Adds 1 to the key's `rev` and returns the item; the returned `rev` is the caller's fencing token. */
  claim(key: string): Promise<LedgerItem>;
  /** Shows an attempt that is not finished, or that failed. */
  note(item: LedgerItem, latest: Latest): Promise<boolean>;
  /** Makes a generation the one that readers see. */
  publish(item: LedgerItem, published: Published): Promise<boolean>;
  /** Forgets an older attempt, because what is published is the truth again. */
  settle(item: LedgerItem): Promise<boolean>;
}

/** Writes the rows of one generation. `write` may buffer; `flush` returns when every row is stored. */
export interface RowWriter {
  /** What became of the rows so far, where they can lose to newer ones; undefined where they cannot. */
  readonly upserted?: Upserted;
  /** Returns why a row cannot be stored, where it cannot. Too large a row is the caller's to reject. */
  write(json: string): string | void;
  /** Resolves as soon as there is room for more. */
  drain(): Promise<void>;
  flush(): Promise<void>;
  /** Drops what is not sent yet; resolves when nothing is on its way any more, so that no row is written after its invocation. */
  abandon(): Promise<void>;
}

/** Opens the writer of generation `rev` of an object; it retries until `deadline`, in epoch milliseconds. */
export interface RowStore {
  writer(id: string, rev: number, deadline: number): RowWriter;
}

/** Rows that were written, and rows that were not because a newer one of the same key is there or on its way. */
export interface Upserted {
  readonly written: number;
  readonly superseded: number;
}

/** Opens writers of records that are found by their own key. */
export interface UpsertStore {
  writer(origin: Origin, deadline: number): RowWriter;
}

/** Reads what the API shows. */
export interface LedgerReader {
  get(id: string): Promise<LedgerItem | undefined>;
  /** One page of the objects whose key starts with `prefix`, in key order, from after `afterKey`. */
  list(query: { prefix: string; status?: Status; afterKey?: string; limit: number }): Promise<{ items: LedgerItem[]; nextKey?: string }>;
}

/** Reads published rows. */
export interface RowReader {
  /** Rows `from`…`to` (1-based, inclusive) of a generation in file order; fewer where the page grew too large. */
  read(id: string, rev: number, from: number, to: number): Promise<{ row: number; json: string }[]>;
}

/** Where messages go that no redelivery helps. */
export interface DeadLetters {
  /** Keeps a message word for word, with the reason beside it. */
  put(text: string, reason: string): Promise<void>;
}

/** A record as the table holds it. */
export interface StoredRecord {
  /** Its sort key, as the table has it. */
  readonly sort: string;
  readonly json: string;
  /** See `recordVersion`. */
  readonly version: string;
}

/** Which records of a partition are read: those whose sort key is, begins with or lies between, ends included. */
export type SortRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'is' | 'prefix'; readonly value: string }
  | { readonly kind: 'between'; readonly from?: string; readonly to?: string };

/** Reads records by their own keys, strongly consistent. */
export interface RecordReader {
  /** One page in the order of the sort keys, from after `after`; fewer than `limit` where it grew too large. `next` is the last sort key that was looked at. */
  list(query: { partition: string; range: SortRange; after?: string; limit: number }): Promise<{ records: StoredRecord[]; next?: string }>;
}

/** Wall clock, so that tests own the time. */
export interface Clock {
  now(): Date;
}

/** The bucket changed between the claim and the last byte: claim again. */
export class ChangedObject extends Error {}

/** The object is there and cannot be read from here, whoever tries: the message says why, and the fix. */
export class UnreadableObject extends Error {}

/** The object must be restored before it can be read. */
export class ArchivedObject extends Error {
  constructor(readonly object: OpenObject) {
    super(`the object is archived (${object.metadata.size} bytes): restore it and it is ingested by itself`);
  }
}
