import type { QuarantineObject, RecordError } from '../../../src/contract';
import type { ParserMark } from '../records/parser';

/** Bytes of an object, the last one not included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What was found up to a place in a part. */
export interface Tally {
  readonly parsed: number;
  readonly rejectedCount: number;
  /** Rows that records became beyond one each; negative where some became none. 0 without a transform. */
  readonly added?: number;
  /** The first of them. Lines count from the first line of the part. */
  readonly rejected: readonly RecordError[];
}

/** Where the reading of a part goes on. */
export interface Checkpoint extends Tally {
  readonly mark: ParserMark;
  /** Offset of the part's first record. */
  readonly start: number;
}

/** What a part came to. */
export interface PartResult extends Tally {
  /**
   * Offset of its first record.
   *
   * @default - no record begins in it
   */
  readonly start?: number;
  /**
   * Offset of the first record behind it.
   *
   * @default - no record begins in it, or it was not read to its end
   */
  readonly end?: number;
  /** Lines from its first record to the first record behind it. */
  readonly lines: number;
  /** What makes the file unreadable, if the part was read from the right place. */
  readonly fault?: RecordError;
  /** Its last record has no end near it: records do not begin where lines do. */
  readonly broken?: boolean;
  /** Mode `upsert` only: what became of its records. */
  readonly upserted?: { readonly written: number; readonly superseded: number };
}

/** A part of a generation: a range of its object, or all of it, read by one invocation after the other. Plain data, kept in the table. */
export interface PartState {
  readonly rev: number;
  /** From 0, in file order. */
  readonly part: number;
  /** How many parts the generation has. */
  readonly of: number;
  /** Which content is read. */
  readonly identity: string;
  /**
   * Records that begin in it are the part's.
   *
   * @default - the whole object
   */
  readonly range?: ByteRange;
  /** The header of the file, of which only the first range has its own. CSV only. */
  readonly csv?: ParserMark['csv'];
  /** Workers that have taken it so far; the newest is the fencing token. */
  readonly seq: number;
  /**
   * How the reading goes on.
   *
   * @default - it begins
   */
  readonly checkpoint?: Checkpoint;
  /** Rows of the part, from the first, that are stored. */
  readonly durable: number;
  /** Mode `upsert` only: of these, how many lost to newer ones. */
  readonly superseded?: number;
  /**
   * Where its rejected records are kept, one object for each invocation that found some.
   *
   * @default - none was rejected, or they are not kept
   */
  readonly quarantine?: readonly QuarantineObject[];
  /**
   * What it came to.
   *
   * @default - it is not done
   */
  readonly result?: PartResult;
}
