import type { Limits } from './limits';
import type { Notation } from './notation';
import type { RecordError } from '../../../src/contract';
import type { RowPlan } from '../schema/row-plan';

/**
 * Text in which every character is one byte (latin1 decoding of the file's bytes). A position in it is a byte offset,
 * its length is a size in bytes, and written out as latin1 it is the file's own UTF-8 again. The whole row path works on
 * byte strings, so that nothing is decoded and encoded on the way from the bucket to the table.
 */
export type ByteString = string;

/** Takes what a parser finds, record by record, in file order. */
export interface RecordSink {
  /** How the rows that it takes are written. @default PLAIN */
  readonly notation?: Notation;
  /**
   * A record as the JSON text of one object, in the sink's notation. Returns why it cannot be stored, where it cannot; the parser then rejects it.
   *
   * @param expires when the row is no longer kept, in seconds since 1970, where the record says it
   */
  row(text: ByteString, expires?: number): string | void;
  /**
   * A record that cannot be a row.
   *
   * @param raw its bytes as they stand in the file, without its line break; of a record over MAX_RAW_BYTES the first of them and at least one more
   *   than that. Valid only during the call
   */
  reject(error: RecordError, raw: Buffer): void;
}

/** A record that is rejected when its end is found. */
export interface Rejection {
  readonly error: RecordError;
  /** A copy. */
  readonly raw: Buffer;
}

/** Where lines are counted from. */
export interface LinesMark {
  readonly line: number;
  readonly lineStart: number;
  readonly afterCr: boolean;
}

/** A place in a file where another parser of the same format can go on as if it had read what is before it. Plain data. */
export interface ParserMark {
  /** Offset of the first byte that is not consumed. */
  readonly offset: number;
  readonly lines: LinesMark;
  /** CSV only. */
  readonly csv?: { readonly delimiter: ByteString; readonly names: readonly ByteString[] };
  /** JSON only: what comes next. */
  readonly json?: { readonly state: string; readonly isArray: boolean };
}

/** Which records of a file are read. */
export interface ParseRange {
  /**
   * Where an earlier parser was left.
   *
   * @default - the start of the file
   */
  readonly from?: ParserMark;
  /**
   * Offset before which the last record begins. Formats of lines only.
   *
   * @default - the end of the file
   */
  readonly until?: number;
}

/** What a parser is told beside its format. */
export interface ParseOptions extends ParseRange {
  /** @default - the usual ones */
  readonly limits?: Limits;
  /**
   * What records must be, and how they become rows.
   *
   * @default - each record is a row as it stands
   */
  readonly plan?: RowPlan;
}

/** A push parser: flat memory, any chunking. Throws {@link UnreadableFile}. */
export interface RecordParser {
  /** Whether the first record at or behind `until` was reached. Nothing that is pushed counts any more. */
  readonly stopped: boolean;
  push(chunk: Buffer): void;
  /** After the last chunk. */
  end(): void;
  /** Where it stands; undefined in the middle of something that has to be read in one go. */
  mark(): ParserMark | undefined;
}

/** The file as a whole cannot be read. */
export class UnreadableFile extends Error {
  constructor(readonly at: RecordError) {
    super(at.message);
  }
}
