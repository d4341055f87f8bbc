import { MAX_KEPT_REJECTS, type Published, type RecordError, type RecordsConfig, Status } from '../../../src/contract';
import type { Clock, OpenObject, RowWriter } from '../ports';
import { createParser } from './create-parser';
import { decompress } from './decompress';
import { resolveFormat } from './format';
import { type Limits, limitsOf } from './limits';
import { type ByteString, type RecordSink, UnreadableFile } from './parser';

/** The part of a publication that reading decides. */
type Counts = Pick<Published, 'status' | 'rowsParsed' | 'rowsWritten' | 'rowsRejected' | 'rowsSuperseded' | 'firstError' | 'rejected'>;

/** What reading an object came to. Rows are published only where the status is COMMITTED. */
export interface ReadResult extends Counts {
  /** Why there is nothing to read, where it is no error of a record. */
  readonly message?: string;
}

/** Nothing parsed, nothing written. */
export const NO_RECORDS = { rowsParsed: 0, rowsWritten: 0, rowsRejected: 0, firstError: null, rejected: [] };

/** What is read, and where to. */
export interface Reading {
  readonly key: string;
  readonly object: OpenObject;
  readonly writer: RowWriter;
  readonly records: RecordsConfig;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly clock: Clock;
}

/** Streams an object's records into a writer, with flat memory. Throws what the bucket or the table throws. */
export async function readRecords(reading: Reading): Promise<ReadResult> {
  const { key, object, writer, records } = reading;
  const limits = limitsOf(records.limits);
  const tally = new Tally(writer, limits, records.maxErrors);
  let flushed = false;
  try {
    const format = resolveFormat(records.format, { key, contentType: object.metadata.contentType, contentEncoding: object.contentEncoding });
    const parser = createParser(format, tally, limits);
    for await (const chunk of decompress(object.body(), format.packing, limits)) {
      if (reading.clock.now().getTime() > reading.deadline) return tally.tooLarge(object.metadata.size);
      parser.push(chunk);
      await writer.drain();
    }
    parser.end();
    const isGood = tally.result(records.maxErrorRate).status === Status.COMMITTED;
    // Of a file that is refused no row is written that is not yet.
    await (isGood ? writer.flush() : writer.abandon());
    flushed = isGood;
    return tally.result(records.maxErrorRate);
  } catch (error) {
    if (!(error instanceof UnreadableFile || error instanceof TooManyErrors)) throw error;
    await writer.abandon();
    return error instanceof UnreadableFile ? tally.unreadable(error.at) : tally.result(0);
  } finally {
    if (!flushed) await writer.abandon();
  }
}

/** There is no use in reading on. */
class TooManyErrors extends Error {}

/** Counts what the parser finds and hands the rows on. */
class Tally implements RecordSink {
  private parsed = 0;
  private readonly rejected: RecordError[] = [];
  private rejectedCount = 0;
  private full = false;

  constructor(private readonly writer: RowWriter, private readonly limits: Limits, private readonly maxErrors = Infinity) {}

  row(json: ByteString): string | void {
    if (json.length > this.limits.rowBytes) {
      return `the row has ${json.length} bytes of JSON and ${this.limits.rowBytes} are allowed: split it`;
    }
    if (this.parsed - this.rejectedCount >= this.limits.rows) {
      this.full = true;
      return `the file has more than ${this.limits.rows} rows: split it, or raise limits.rows`;
    }
    const refusal = this.writer.write(json);
    if (refusal) return refusal;
    this.parsed++;
  }

  /** @throws UnreadableFile where the error is that of the row after the last one that is allowed */
  reject(error: RecordError): void {
    if (this.full) throw new UnreadableFile(error);
    this.parsed++;
    this.rejectedCount++;
    if (this.rejected.length < MAX_KEPT_REJECTS) this.rejected.push(error);
    if (this.rejectedCount > this.maxErrors) throw new TooManyErrors();
  }

  result(maxErrorRate: number): ReadResult {
    const tooMany = this.rejectedCount > this.parsed * maxErrorRate;
    return this.counts(this.parsed === 0 ? Status.EMPTY : tooMany ? Status.QUARANTINED : Status.COMMITTED);
  }

  /** What made the file unreadable is the error to show, whatever was rejected before it. */
  unreadable(at: RecordError): ReadResult {
    return { ...this.counts(Status.QUARANTINED), firstError: at };
  }

  tooLarge(size: number): ReadResult {
    return {
      ...this.counts(Status.TOO_LARGE),
      message: `${this.parsed} records of an object of ${size} bytes were read before the function's time was up: `
        + 'raise processing.timeout or table.capacity, or split the file',
    };
  }

  private counts(status: Status): ReadResult {
    const { upserted } = this.writer;
    return {
      status,
      rowsParsed: this.parsed,
      rowsWritten: upserted?.written ?? this.parsed - this.rejectedCount,
      ...upserted && { rowsSuperseded: upserted.superseded },
      rowsRejected: this.rejectedCount,
      firstError: this.rejected[0] ?? null,
      rejected: this.rejected,
    };
  }
}
