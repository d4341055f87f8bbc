import { Byte } from './bytes';
import { standsAt } from './csv-scanner';
import type { ByteString } from './parser';

/**
 * Follows a CSV record that is too large to be kept, to its end, region by region. Sees the record's border where
 * {@link CsvScanner} would; regions never cut a character, so a delimiter of several bytes is never cut either.
 */
export class CsvSkipper {
  /** Index of the quote that began the last quoted field, if that was in the region of the last call, else -1. */
  quote = -1;
  private state: 'field' | 'text' | 'quoted' | 'closed' | 'fault' = 'field';

  constructor(private readonly delimiter: ByteString) {}

  /** Whether the record stands inside quotes. */
  get open(): boolean {
    return this.state === 'quoted';
  }

  /** Returns the index of the line break behind the record, or -1 where it goes on. */
  skip(bytes: Buffer, from: number): number {
    this.quote = -1;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.state === 'quoted') {
        if (byte === Byte.QUOTE) this.state = 'closed';
      } else if (byte === Byte.LF || byte === Byte.CR) {
        return at;
      } else if (this.state !== 'fault') {
        at = this.step(bytes, at);
      }
    }
    return -1;
  }

  /** Returns the index of the last byte of the step. */
  private step(bytes: Buffer, at: number): number {
    if (bytes[at] === Byte.QUOTE && this.state !== 'text') {
      if (this.state === 'field') this.quote = at;
      this.state = 'quoted';
    } else if (standsAt(bytes, at, this.delimiter)) {
      this.state = 'field';
      return at + this.delimiter.length - 1;
    } else {
      this.state = this.state === 'closed' ? 'fault' : 'text';
    }
    return at;
  }
}
