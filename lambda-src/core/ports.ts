import type { PartState } from './commit/part-state';
import type { Notation } from './records/notation';
import type { Origin } from './upsert/record-version';
import type { Latest, LedgerItem, ObjectIngested, ObjectMetadata, Published, QuarantineConfig, Status } from '../../src/contract';

/** The current object of a key, as the bucket shows it right now. */
export interface OpenObject {
  readonly metadata: ObjectMetadata;
  readonly contentEncoding: string | null;
  /** Names the content: two reads with one identity read the same bytes and the same metadata. */
  readonly identity: string;
  /** The bytes of that identity. Throws {@link ChangedObject} when the bucket holds another by now. */
  body(): AsyncIterable<Buffer>;
  /** The same from the byte `from` up to, not including, the byte `to`. Any number of ranges can be read. */
  range(from: number, to: number): AsyncIterable<Buffer>;
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

/** What came of asking for a claim. */
export interface Claim {
  /** The item after the claim, or as it is where somebody else holds it. */
  readonly item: LedgerItem;
  /** True where an attempt has a lease that has not expired: nothing was claimed. */
  readonly held: boolean;
}

/** The ledger. Each write holds only while `rev` is the newest claim; false means that a newer one exists. */
export interface Ledger {
  /** Adds 1 to the key's `rev` and returns the item; the returned `rev` is the caller's fencing token. */
  claim(key: string): Promise<LedgerItem>;
  /** The same, but only where no attempt has a lease that is good after `now`. */
  claimFree(key: string, now: Date): Promise<Claim>;
  /** The item of a key as it is, strongly consistent. */
  read(key: string): Promise<LedgerItem | undefined>;
  /** Shows an attempt that is not finished, or that failed. */
  note(item: LedgerItem, latest: Latest): Promise<boolean>;
  /** Makes a generation the one that readers see. */
  publish(item: LedgerItem, published: Published): Promise<boolean>;
  /** Remembers that the others were told of a generation; false where another one is published by now. Needs no claim. */
  announced(item: LedgerItem, rev: number): Promise<boolean>;
  /** Forgets an older attempt, because what is published is the truth again. */
  settle(item: LedgerItem): Promise<boolean>;
}

/** Writes the rows of one part of a generation. `write` may buffer; `flush` returns when every row is stored. Throws {@link OutOfTime}. */
export interface RowWriter {
  /** How the rows that it takes are written. @default PLAIN */
  readonly notation?: Notation;
  /** Rows of the part, from the first, that are stored without a gap. */
  readonly durable: number;
  /** Whether the table asked for fewer writes. */
  readonly throttled: boolean;
  /** Of the durable rows, those that lost to newer ones of their key; undefined where rows cannot lose. */
  readonly superseded?: number;
  /**
   * Returns why a row cannot be stored, where it cannot. Too large a row is the caller's to reject: see `rowBytes`.
   *
   * @param text the row's JSON in the writer's notation
   * @param expires when the row is no longer kept, in seconds since 1970; never where it is left open
   */
  write(text: string, expires?: number): string | void;
  /** What `write` would return of a row, without writing it. @default - any row can be stored */
  refusal?(text: string): string | undefined;
  /** Resolves as soon as there is room for more. */
  drain(): Promise<void>;
  flush(): Promise<void>;
  /** Drops what is not sent yet; resolves when nothing is on its way any more, so that no row is written after its invocation. */
  abandon(): Promise<void>;
}

/** Which rows a writer writes. */
export interface RowTarget {
  readonly id: string;
  readonly rev: number;
  readonly part: number;
  /** Rows of the part that come before the first that is written to it; they are stored or will be written by nobody. */
  readonly from: number;
  /** Rows of the part, from the first, that are stored already: they are counted and not written again. */
  readonly durable: number;
  /** Epoch milliseconds until which it retries. */
  readonly deadline: number;
}

/** Opens writers. */
export interface RowStore {
  writer(target: RowTarget): RowWriter;
}

/** Opens writers of records that are found by their own key. */
export interface UpsertStore {
  writer(origin: Origin, target: RowTarget): RowWriter;
}

/** What came of asking for a part. */
export interface PartClaim {
  readonly state: PartState;
  /** True where another worker has a lease that has not expired: it is not the caller's. */
  readonly held: boolean;
}

/** The parts of generations that take more than one invocation. A part is worked on by one worker at a time, fenced by its `seq`. */
export interface PartStore {
  /** Writes the parts of a generation as they are at its start. */
  create(id: string, parts: readonly PartState[]): Promise<void>;
  /** Takes a part until `until` and counts its `seq` on; undefined where there is no such part. A part that is done is returned as it is. */
  take(id: string, rev: number, part: number, now: Date, until: Date): Promise<PartClaim | undefined>;
  /** Saves how far a part has come and lets go of it; false where another worker has taken it since. */
  save(id: string, state: PartState): Promise<boolean>;
  /** Every part of a generation, strongly consistent, in order. */
  all(id: string, rev: number): Promise<PartState[]>;
}

/** The queue that everything enters through, from its other end. */
export interface Outbox {
  /** Puts messages into the queue; they are delivered after `delaySeconds`, at most 900. */
  send(messages: readonly string[], delaySeconds?: number): Promise<void>;
}

/** Which objects are listed by key. */
export interface KeyQuery {
  /** Only objects whose key starts with this. */
  readonly prefix: string;
  readonly status?: Status;
  readonly afterKey?: string;
  readonly limit: number;
}

/** Which objects are listed by time. */
export interface TimeQuery {
  readonly status?: Status;
  /** ISO 8601 with milliseconds: came to its status then or later. */
  readonly from?: string;
  /** The same, before then. */
  readonly to?: string;
  /** The place that the page before has ended at, `<ISO 8601>#<id>`. */
  readonly after?: string;
  readonly limit: number;
}

/** Reads what the API shows. */
export interface LedgerReader {
  get(id: string): Promise<LedgerItem | undefined>;
  /** One page in key order. */
  list(query: KeyQuery): Promise<{ items: LedgerItem[]; nextKey?: string }>;
  /** One page in the order of the times, of what has a final status; of one moment in the order of the ids. */
  listByTime(query: TimeQuery): Promise<{ items: LedgerItem[]; next?: string }>;
}

/** Reads published rows. */
export interface RowReader {
  /**
   * Rows `from`…`to` (1-based, inclusive) of a generation in file order; fewer where the page grew too large, and without what has
   * expired.
   *
   * @param generation `parts` as it was published
   */
  read(id: string, generation: Pick<Published, 'rev' | 'parts'>, from: number, to: number): Promise<{ row: number; json: string }[]>;
}

/** An object that is written piece by piece; it is there when it is complete, and not before. */
export interface ObjectUpload {
  /** At least {@link MIN_PIECE_BYTES}. */
  add(piece: Buffer): Promise<void>;
  /** Writes the rest, of any size, and makes the object. */
  complete(rest: Buffer): Promise<void>;
  /** Forgets it, as far as that succeeds. Never throws. */
  abort(): Promise<void>;
}

/** S3 takes no smaller pieces but for the last. */
export const MIN_PIECE_BYTES = 5 * 1024 * 1024;

/** Where rejected records are kept. */
export interface QuarantineStore extends QuarantineConfig {
  /** Nothing is written before the first piece; it retries until `deadline`, in epoch milliseconds. */
  upload(key: string, deadline: number): ObjectUpload;
}

/** Tells the next system. */
export interface Announcer {
  /** Resolves when the event was taken. */
  announce(event: ObjectIngested): Promise<void>;
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

/** The time of the invocation is up: what is stored by now stays, the rest is for the next one. */
export class OutOfTime extends Error {}

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
