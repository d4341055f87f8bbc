import type { Limits } from './limits';
import { type Notation, PLAIN } from './notation';
import { type ByteString, type RecordSink, UnreadableFile } from './parser';
import { type Transform, transformed } from './transform';
import { MAX_KEPT_REJECTS, type RecordError } from '../../../src/contract';
import type { Tally } from '../commit/part-state';
import type { RowWriter } from '../ports';
import type { Rejects } from '../quarantine/rejects';

/** Before the first record. */
export const NOTHING: Tally = { parsed: 0, rejectedCount: 0, rejected: [] };

/** Rows that records became. */
export function rowsOf({ parsed, rejectedCount, added = 0 }: Pick<Tally, 'parsed' | 'rejectedCount' | 'added'>): number {
  return parsed - rejectedCount + added;
}

/** There is no use in reading on. */
export class TooManyErrors extends Error {}

/** Where records go, and how many may. */
export interface TallyOptions {
  readonly writer: RowWriter;
  readonly limits: Limits;
  /** Rejected records over which {@link TooManyErrors} is thrown. @default - any number */
  readonly maxErrors?: number;
  /** Where rejected records go. @default - they are counted and not kept */
  readonly rejects?: Rejects;
  /** What an earlier invocation has found. @default NOTHING */
  readonly after?: Tally;
  /** When a row expires that does not say it itself, in seconds since 1970. @default - never */
  readonly expires?: number;
  /** What a record becomes. @default - one row, as it is */
  readonly transform?: Transform;
}

/** Counts what the parser finds and hands the rows on. */
export class TallySink implements RecordSink {
  parsed: number;
  rejectedCount: number;
  added: number;
  /** A transform is made for the plain text; what it returns is written as the writer wants it. */
  readonly notation: Notation;
  private readonly written: Notation;
  private readonly rejected: RecordError[];
  private full = false;

  constructor(private readonly options: TallyOptions) {
    const { parsed, rejectedCount, rejected, added = 0 } = options.after ?? NOTHING;
    this.parsed = parsed;
    this.rejectedCount = rejectedCount;
    this.rejected = [...rejected];
    this.added = added;
    this.written = options.writer.notation ?? PLAIN;
    this.notation = options.transform ? PLAIN : this.written;
  }

  row(text: ByteString, expires = this.options.expires): string | void {
    const { transform } = this.options;
    return transform ? this.rows(transformed(text, transform), expires) : this.one(text, expires);
  }

  /** All of them or none: a record is never a row in part. */
  private rows(rows: ByteString[] | string, expires: number | undefined): string | void {
    if (typeof rows === 'string') return rows;
    const { options: { limits, writer }, written } = this;
    for (const json of rows) {
      const refusal = json.length > limits.rowBytes ? tooLargeRow(json, limits) : writer.refusal?.(written.write(json));
      if (refusal) return refusal;
    }
    if (rowsOf(this) + rows.length > limits.rows) {
      this.full = true;
      return tooManyRows(limits.rows);
    }
    for (const json of rows) writer.write(written.write(json), expires);
    this.parsed++;
    this.added += rows.length - 1;
  }

  private one(text: ByteString, expires: number | undefined): string | void {
    const { limits, writer } = this.options;
    // No notation is shorter than the plain text.
    if (text.length > limits.rowBytes) {
      const json = this.written.read(text);
      if (json.length > limits.rowBytes) return tooLargeRow(json, limits);
    }
    if (rowsOf(this) >= limits.rows) {
      this.full = true;
      return tooManyRows(limits.rows);
    }
    const refusal = writer.write(text, expires);
    if (refusal) return refusal;
    this.parsed++;
  }

  /** @throws UnreadableFile where the error is that of the row after the last one that is allowed */
  reject(error: RecordError, raw: Buffer): void {
    if (this.full) throw new UnreadableFile(error);
    this.parsed++;
    this.rejectedCount++;
    this.options.rejects?.add(error, raw);
    if (this.rejected.length < MAX_KEPT_REJECTS) this.rejected.push(error);
    if (this.rejectedCount > (this.options.maxErrors ?? Infinity)) throw new TooManyErrors();
  }

  /** As it is now; nothing that is found later changes it. */
  snapshot(): Tally {
    const { parsed, rejectedCount, rejected, added, options } = this;
    return { parsed, rejectedCount, rejected: [...rejected], ...options.transform && { added } };
  }
}

function tooLargeRow(json: ByteString, { rowBytes }: Limits): string {
  return `the row has ${json.length} bytes of JSON and ${rowBytes} are allowed: split it`;
}

/** What a file of too many rows is refused with. */
export function tooManyRows(rows: number): string {
  return `the file has more than ${rows} rows: split it, or raise limits.rows`;
}
