import { lines } from './lines';
import { NUMBERS } from './order-schema';

/** The header row. */
export const COLUMNS = ['id', 'created_at', 'customer', 'email', 'country', 'product', 'quantity', 'price', 'currency', 'note'];

/** What the file is written in. */
export type CorpusFormat = 'csv' | 'ndjson';

const HEADERS: Record<CorpusFormat, Buffer> = { csv: Buffer.from(`${COLUMNS.join(',')}\n`), ndjson: Buffer.alloc(0) };
/** What stands in front of the id of a row. */
const BEFORE_ID: Record<CorpusFormat, string> = { csv: '', ndjson: '{"id":"' };
/** Row `n` has the id `FIRST_ID + n`, so all ids are equally wide. */
const FIRST_ID = 100_000_000;
const ID_BYTES = 9;
/** Rows after which everything but the id repeats. */
const PERIOD = 4_000;

/** A file of any size that nobody has to store: any of its bytes and rows is computed from its position. */
export class Corpus {
  /** The largest corpus of at most `bytes`, at least one row. */
  static ofBytes(bytes: number, format: CorpusFormat = 'csv'): Corpus {
    const { template, starts, header } = new Corpus(1, format);
    const periods = Math.floor(Math.max(0, bytes - header.length) / template.length);
    const rest = bytes - header.length - periods * template.length;
    return new Corpus(Math.max(1, periods * PERIOD + starts.filter((start) => start <= rest).length - 1), format);
  }

  private readonly values: string[][] = [];
  private readonly tails: string[] = [];
  private readonly typedTails: string[] = [];
  private readonly starts: number[] = [];
  private readonly template: Buffer;
  private readonly header: Buffer;

  /** @param rows rows, a header row aside, at most 899,999,999 */
  constructor(readonly rows: number, readonly format: CorpusFormat = 'csv') {
    this.header = HEADERS[format];
    const texts: string[] = [];
    let start = 0;
    for (const { csv, values } of lines(PERIOD)) {
      // Written as latin1, the bytes of UTF-8 stay what they are and a character is a byte.
      const byteStrings = values.map((value) => Buffer.from(value).toString('latin1'));
      const tail = byteStrings.map((value, i) => `,"${COLUMNS[i + 1]}":${JSON.stringify(value)}`).join('');
      this.typedTails.push(byteStrings.map((value, i) => `,"${COLUMNS[i + 1]}":${NUMBERS.includes(COLUMNS[i + 1]) ? value : JSON.stringify(value)}`).join(''));
      const rest = format === 'csv' ? `,${Buffer.from(csv).toString('latin1')}` : `"${tail}}`;
      const text = `${BEFORE_ID[format]}${'0'.repeat(ID_BYTES)}${rest}\n`;
      this.starts.push(start);
      this.values.push(byteStrings);
      this.tails.push(tail);
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

  /** Whether these are the values of row `n`, as text. */
  isText(values: readonly string[], n: number): boolean {
    return this.row(n).every((value, i) => value === Buffer.from(values[i]).toString('latin1'));
  }

  /** Row `n` as JSON text, with its columns in file order and no whitespace. A byte string. */
  json(n: number): string {
    return `{"id":"${FIRST_ID + n}"${this.tails[(n - 1) % PERIOD]}}`;
  }

  /** The same with the columns of the schema typed: a number has the digits of the file. */
  typedJson(n: number): string {
    return `{"id":${FIRST_ID + n}${this.typedTails[(n - 1) % PERIOD]}}`;
  }

  /** The bytes of the file from an offset on, a few hundred kilobytes at a time. */
  * read(from = 0): Generator<Buffer> {
    if (from < this.header.length) yield this.header.subarray(from);
    const length = this.template.length;
    for (let period = Math.max(0, Math.floor((from - this.header.length) / length)); period * PERIOD < this.rows; period++) {
      const base = this.header.length + period * length;
      yield this.period(period).subarray(Math.max(0, from - base), Math.min(length, this.bytes - base));
    }
  }

  /** Offset of row `n`. */
  private startOf(n: number): number {
    return this.header.length + Math.floor((n - 1) / PERIOD) * this.template.length + this.starts[(n - 1) % PERIOD];
  }

  private period(period: number): Buffer {
    const bytes = Buffer.from(this.template);
    const before = BEFORE_ID[this.format].length;
    for (let i = 0; i < PERIOD; i++) bytes.write(String(FIRST_ID + period * PERIOD + i + 1), this.starts[i] + before, 'latin1');
    return bytes;
  }
}
