import { lines } from './lines';

/** The header row. */
export const COLUMNS = ['id', 'created_at', 'customer', 'email', 'country', 'product', 'quantity', 'price', 'currency', 'note'];

const HEADER = Buffer.from(`${COLUMNS.join(',')}\n`);
/** Row `n` has the id `FIRST_ID + n`, so all ids are equally wide. */
const FIRST_ID = 100_000_000;
const ID_BYTES = 9;
/** Rows after which everything but the id repeats. */
const PERIOD = 4_000;

/** A CSV file of any size that nobody has to store: any of its bytes and rows is computed from its position. */
export class Corpus {
  /** The largest corpus of at most `bytes`, at least one row. */
  static ofBytes(bytes: number): Corpus {
    const { template, starts } = new Corpus(1);
    const periods = Math.floor(Math.max(0, bytes - HEADER.length) / template.length);
    const rest = bytes - HEADER.length - periods * template.length;
    return new Corpus(Math.max(1, periods * PERIOD + starts.filter((start) => start <= rest).length - 1));
  }

  private readonly values: string[][] = [];
  private readonly tails: string[] = [];
  private readonly starts: number[] = [];
  private readonly template: Buffer;

  /** @param rows rows under the header row, at most 899,999,999 */
  constructor(readonly rows: number) {
    const texts: string[] = [];
    let start = 0;
    for (const { csv, values } of lines(PERIOD)) {
      // Written as latin1, the bytes of UTF-8 stay what they are and a character is a byte.
      const text = Buffer.from(`${'0'.repeat(ID_BYTES)},${csv}\n`).toString('latin1');
      const byteStrings = values.map((value) => Buffer.from(value).toString('latin1'));
      this.starts.push(start);
      this.values.push(byteStrings);
      this.tails.push(byteStrings.map((value, i) => `,"${COLUMNS[i + 1]}":${JSON.stringify(value)}`).join(''));
      texts.push(text);
      start += text.length;
    }
    this.template = Buffer.from(texts.join(''), 'latin1');
  }

  /** Size of the file, in bytes. */
  get bytes(): number {
    return this.startOf(this.rows + 1);
  }

  /** Row `n`, from 1, as the values of its columns. Byte strings: one character per byte of UTF-8. */
  row(n: number): string[] {
    return [String(FIRST_ID + n), ...this.values[(n - 1) % PERIOD]];
  }

  /** Row `n` as JSON text, with its columns in file order and no whitespace. A byte string. */
  json(n: number): string {
    return `{"id":"${FIRST_ID + n}"${this.tails[(n - 1) % PERIOD]}}`;
  }

  /** The bytes of the file from an offset on, a few hundred kilobytes at a time. */
  * read(from = 0): Generator<Buffer> {
    if (from < HEADER.length) yield HEADER.subarray(from);
    const length = this.template.length;
    for (let period = Math.max(0, Math.floor((from - HEADER.length) / length)); period * PERIOD < this.rows; period++) {
      const base = HEADER.length + period * length;
      yield this.period(period).subarray(Math.max(0, from - base), Math.min(length, this.bytes - base));
    }
  }

  /** Offset of row `n`. */
  private startOf(n: number): number {
    return HEADER.length + Math.floor((n - 1) / PERIOD) * this.template.length + this.starts[(n - 1) % PERIOD];
  }

  private period(period: number): Buffer {
    const bytes = Buffer.from(this.template);
    for (let i = 0; i < PERIOD; i++) bytes.write(String(FIRST_ID + period * PERIOD + i + 1), this.starts[i], 'latin1');
    return bytes;
  }
}
