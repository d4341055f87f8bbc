import { createParser } from './create-parser';
import { decompress } from './decompress';
import { firstRecord, markOf } from './first-record';
import { type ResolvedFormat, resolveFormat } from './format';
import { type Limits, limitsOf, MAX_RECORD_BYTES, tooManyBytes } from './limits';
import { unreadableStart } from './magic';
import { type ParserMark, type RecordParser, UnreadableFile } from './parser';
import { NOTHING, rowsOf, TallySink, TooManyErrors } from './tally';
import type { Transform } from './transform';
import type { RecordsConfig } from '../../../src/contract';
import type { ByteRange, Checkpoint, PartResult, Tally } from '../commit/part-state';
import { type Clock, type OpenObject, OutOfTime, type RowWriter } from '../ports';
import type { Rejects } from '../quarantine/rejects';
import { expiryOf } from '../schema/expiry';
import { rowPlan } from '../schema/row-plan';

/** What is read, and where to. */
export interface Reading {
  readonly key: string;
  readonly object: OpenObject;
  readonly writer: RowWriter;
  /**
   * Where rejected records go; the caller ends it.
   *
   * @default - they are counted and not kept
   */
  readonly rejects?: Rejects;
  readonly records: RecordsConfig;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly clock: Clock;
  /**
   * Records that begin in it are read.
   *
   * @default - the whole object
   */
  readonly range?: ByteRange;
  /** The header of a CSV file whose range does not begin with it. */
  readonly csv?: ParserMark['csv'];
  /**
   * How far an earlier invocation has come.
   *
   * @default - it begins
   */
  readonly checkpoint?: Checkpoint;
  /** What a record becomes. @default - one row, as it is */
  readonly transform?: Transform;
  /**
   * Whether the rows of what was read are to be stored; asked at its end.
   *
   * @default - they are
   */
  readonly isWanted?: (result: PartResult) => boolean;
}

/** What reading came to. */
export type ReadOutcome =
  | { readonly kind: 'read'; readonly result: PartResult }
  /** Time is up. */
  | {
    readonly kind: 'unfinished';
    /** Every row before it is stored. Undefined where the reading has to begin anew. */
    readonly checkpoint?: Checkpoint;
    /** Whether another invocation can begin in the middle. */
    readonly resumable: boolean;
    /** What was found until then, stored or not. */
    readonly found: Tally;
  };

type ParquetFormat = Extract<ResolvedFormat, { readonly kind: 'parquet' }>;

/** How far behind its range a part looks for the end of its last record. */
const OVERLAP = 2 * MAX_RECORD_BYTES;

/** Streams an object's records into a writer, with flat memory. Throws what the bucket or the table throws. */
export function readRecords(reading: Reading): Promise<ReadOutcome> {
  return new Reader(reading).run();
}

class Reader {
  private readonly tally: TallySink;
  private readonly limits: Limits;
  /** Places where another invocation could go on, oldest first; the first is the last whose rows are known to be stored. */
  private readonly checkpoints: Checkpoint[];
  private resumable = true;
  private start: number;

  constructor(private readonly reading: Reading) {
    const { checkpoint, writer, rejects, records } = reading;
    this.limits = limitsOf(records.limits);
    const expires = records.rowTtl && expiryOf(records.rowTtl, reading.clock.now(), reading.object.metadata.lastModified);
    const { limits } = this;
    this.tally = new TallySink({ writer, rejects, limits, maxErrors: records.maxErrors, after: checkpoint, expires, transform: reading.transform });
    this.checkpoints = checkpoint ? [checkpoint] : [];
    this.start = checkpoint?.start ?? 0;
  }

  async run(): Promise<ReadOutcome> {
    const { writer, isWanted } = this.reading;
    let flushed = false;
    try {
      const outcome = await this.read();
      if (outcome.kind === 'read' && outcome.result.broken === undefined && (isWanted?.(outcome.result) ?? true)) {
        await writer.flush();
        flushed = true;
        return outcome;
      }
      if (outcome.kind === 'read') return outcome;
    } catch (error) {
      if (error instanceof TooManyErrors) return { kind: 'read', result: { ...this.tally.snapshot(), start: this.start, lines: 0 } };
      if (error instanceof UnreadableFile) return { kind: 'read', result: { ...this.tally.snapshot(), start: this.start, lines: 0, fault: error.at } };
      if (!(error instanceof OutOfTime)) throw error;
    } finally {
      if (!flushed) await writer.abandon();
    }
    return this.unfinished();
  }

  private async read(): Promise<ReadOutcome> {
    const { key, object, records, range, writer, rejects } = this.reading;
    const format = resolveFormat(records.format, { key, contentType: object.metadata.contentType, contentEncoding: object.contentEncoding });
    if (object.metadata.size > this.limits.bytes) throw unreadableStart(tooManyBytes(this.limits.bytes));
    const from = await this.beginning(format);
    if (from === 'none') return { kind: 'read', result: { ...NOTHING, lines: 0 } };
    if (format.kind === 'parquet') return this.readParquet(format, from);
    const parser = createParser(format, this.tally, { limits: this.limits, plan: rowPlan(records), from, until: range?.to });
    const end = Math.min(object.metadata.size, (range?.to ?? Infinity) + OVERLAP);
    for await (const chunk of this.bytes(format, from, end)) {
      if (this.reading.clock.now().getTime() > this.reading.deadline) return this.unfinished();
      parser.push(chunk);
      this.remember(parser);
      await writer.drain();
      await rejects?.drain();
      if (parser.stopped) break;
    }
    // A line has an end wherever it is cut off, but a CSV record that is so long may be inside quotes.
    const broken = !parser.stopped && end < object.metadata.size && format.kind === 'csv';
    if (!broken) parser.end();
    return { kind: 'read', result: this.result(parser, broken) };
  }

  private async readParquet({ flatten }: ParquetFormat, from: ParserMark | undefined): Promise<ReadOutcome> {
    const { object, records, writer, rejects, clock, deadline } = this.reading;
    const { ParquetReader } = await import('../parquet/read-parquet.js');
    const reader = new ParquetReader(object, this.tally, { limits: this.limits, plan: rowPlan(records), from, flatten });
    for await (const _ of reader.read()) {
      if (clock.now().getTime() > deadline) return this.unfinished();
      this.remember(reader);
      await writer.drain();
      await rejects?.drain();
    }
    return { kind: 'read', result: { ...this.tally.snapshot(), start: this.start, lines: 0 } };
  }

  private async beginning(format: ResolvedFormat): Promise<ParserMark | 'none' | undefined> {
    const { checkpoint, range, csv, object } = this.reading;
    if (checkpoint) return checkpoint.mark;
    if (range === undefined || range.from === 0) return undefined;
    const start = await firstRecord(object, range, format.kind);
    if (start === undefined) return 'none';
    this.start = start;
    return markOf(start, csv);
  }

  private bytes(format: ResolvedFormat, from: ParserMark | undefined, end: number): AsyncIterable<Buffer> {
    const { object, range } = this.reading;
    if (from) return object.range(from.offset, end);
    return decompress(range ? object.range(0, end) : object.body(), format.packing, this.limits, () => { this.resumable = false; });
  }

  private remember(parser: Pick<RecordParser, 'mark'>): void {
    const { checkpoints, start } = this;
    const mark = this.resumable ? parser.mark() : undefined;
    if (mark) checkpoints.push({ ...this.tally.snapshot(), mark, start });
    while (checkpoints.length > 1 && rowsOf(checkpoints[1]) <= this.reading.writer.durable) checkpoints.shift();
  }

  private unfinished(): ReadOutcome {
    const { durable } = this.reading.writer;
    const checkpoint = this.checkpoints.filter((place) => rowsOf(place) <= durable).pop();
    return { kind: 'unfinished', checkpoint, resumable: this.resumable, found: this.tally.snapshot() };
  }

  private result(parser: RecordParser, broken: boolean): PartResult {
    const tally = this.tally.snapshot();
    const mark = parser.mark();
    if (broken || mark === undefined) return { ...tally, start: this.start, lines: 0, ...broken && { broken } };
    return { ...tally, start: this.start, end: mark.offset, lines: mark.lines.line - 1 };
  }
}
