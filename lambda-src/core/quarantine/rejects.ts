import { quarantineLine } from './line';
import { nameOf, placeOf, type ReadingReference } from './place';
import type { LedgerItem, QuarantineObject, RecordError } from '../../../src/contract';
import { MIN_PIECE_BYTES, type ObjectUpload, type QuarantineStore } from '../ports';

/** The rejected records of one reading, on their way to the quarantine. Nothing is written where nothing is rejected. */
export class Rejects {
  private readonly name: string;
  private readonly uploaded: ObjectUpload;
  /** Lines that are not sent yet. */
  private lines: Buffer[] = [];
  private waiting = 0;
  private sentLines = 0;
  private sentBytes = 0;

  /** @param deadline epoch milliseconds by which everything must be written */
  constructor(store: QuarantineStore, { id, key }: Pick<LedgerItem, 'id' | 'key'>, reading: ReadingReference, deadline: number) {
    this.name = nameOf(reading);
    this.uploaded = store.upload(`${placeOf(store.prefix, key, id)}${this.name}`, deadline);
  }

  /** Takes a record over; `raw` is not needed any more then. */
  add(error: RecordError, raw: Buffer): void {
    const line = quarantineLine(error, raw);
    this.lines.push(line);
    this.waiting += line.length;
  }

  /** Resolves when there is room for more. */
  async drain(): Promise<void> {
    if (this.waiting < MIN_PIECE_BYTES) return;
    const piece = Buffer.concat(this.lines);
    this.sentLines += this.lines.length;
    this.sentBytes += piece.length;
    this.lines = [];
    this.waiting = 0;
    await this.uploaded.add(piece);
  }

  /**
   * Makes the object and tells of it; undefined where there is none.
   *
   * @param records how many count, from the first; those behind them will be read again. Default: all
   */
  async finish(records = Infinity): Promise<QuarantineObject | undefined> {
    const rest = this.lines.slice(0, Math.max(0, records - this.sentLines));
    const counting = Math.min(records, this.sentLines + rest.length);
    if (counting === 0) {
      await this.abandon();
      return undefined;
    }
    const bytes = Buffer.concat(rest);
    await this.uploaded.complete(bytes);
    return { name: this.name, records: counting, bytes: this.sentBytes + bytes.length };
  }

  /** Gives up what was sent. Never throws. */
  async abandon(): Promise<void> {
    if (this.sentLines > 0) await this.uploaded.abort();
  }
}
