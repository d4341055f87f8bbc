import { Byte } from './bytes';
import type { ByteString } from './parser';

/** How a field's bytes become its value. */
export const Mark = {
  /** As they are. */
  CLEAN: 0,
  /** They hold something that JSON text escapes. */
  ESCAPE: 1,
  /** They hold doubled quotes, and perhaps the former too. */
  DOUBLED: 2,
} as const;

const PLAIN = 0;
const ESCAPED = 1;
const NUL = 2;
const QUOTE = 3;
const BREAK = 4;
const DELIMITER = 5;

/** Whether a text stands at an index of the bytes. */
export function standsAt(bytes: Buffer, at: number, text: ByteString): boolean {
  for (let n = 0; n < text.length; n++) {
    if (bytes[at + n] !== text.charCodeAt(n)) return false;
  }
  return true;
}

/**
 * Finds the fields of one CSV record (RFC 4180) without taking them out. It is used again for each record; the fields' borders
 * are in three parallel lists, because the hot path allocates nothing.
 */
export class CsvScanner {
  fields = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly marks: number[] = [];
  /** Index of the line break behind the record, or of the end of the file. */
  end = 0;
  /** Index of the first NUL byte, or -1. */
  nul = -1;
  /** Index of the first byte that cannot stand where it stands, or -1. */
  fault = -1;
  message = '';
  /** Index of the quote that began the last quoted field. */
  quote = -1;

  private readonly outside = new Uint8Array(256);
  private readonly inside = new Uint8Array(256);

  constructor(readonly delimiter: ByteString) {
    for (const kinds of [this.outside, this.inside]) {
      kinds.fill(ESCAPED, 0, Byte.SPACE);
      kinds[Byte.BACKSLASH] = ESCAPED;
      kinds[Byte.NUL] = NUL;
      kinds[Byte.QUOTE] = QUOTE;
    }
    this.outside[Byte.LF] = this.outside[Byte.CR] = BREAK;
    this.outside[delimiter.charCodeAt(0)] = DELIMITER;
  }

  /**
   * Scans the record that begins at `from`.
   *
   * @returns false where it has no end in these bytes; if they are the file's last, a quoted field never closes
   */
  scan(bytes: Buffer, from: number, final: boolean): boolean {
    this.fields = 0;
    this.nul = this.fault = this.quote = -1;
    let at = from;
    for (;;) {
      const start = at;
      if (bytes[at] === Byte.QUOTE) {
        at = this.quoted(bytes, start);
        if (at < 0) return false;
      } else {
        at = this.unquoted(bytes, start);
      }
      if (at === bytes.length && !final) return false;
      if (this.fault >= 0) return this.resync(bytes, final);
      if (at === bytes.length || this.outside[bytes[at]] === BREAK) {
        this.end = at;
        return true;
      }
      at += this.delimiter.length;
    }
  }

  private add(start: number, end: number, mark: number): void {
    const n = this.fields++;
    this.starts[n] = start;
    this.ends[n] = end;
    this.marks[n] = mark;
  }

  /** Returns the index behind the field. */
  private unquoted(bytes: Buffer, start: number): number {
    const kinds = this.outside;
    const length = bytes.length;
    let mark: number = Mark.CLEAN;
    let at = start;
    for (; at < length; at++) {
      const kind = kinds[bytes[at]];
      if (kind === PLAIN) continue;
      if (kind === BREAK || (kind === DELIMITER && standsAt(bytes, at, this.delimiter))) break;
      if (kind === NUL && this.nul < 0) this.nul = at;
      // A quote that does not begin the field is a character like any other: 30°10'00.2"N.
      if (kind !== DELIMITER) mark = Mark.ESCAPE;
    }
    this.add(start, at, mark);
    return at;
  }

  /** Returns the index behind the closing quote, or -1 where there is none. */
  private quoted(bytes: Buffer, open: number): number {
    const kinds = this.inside;
    const length = bytes.length;
    let mark: number = Mark.CLEAN;
    this.quote = open;
    for (let at = open + 1; at < length; at++) {
      const kind = kinds[bytes[at]];
      if (kind === PLAIN) continue;
      if (kind === QUOTE) {
        if (at + 1 === length || bytes[at + 1] !== Byte.QUOTE) return this.closed(bytes, open, at, mark);
        mark = Mark.DOUBLED;
        at++;
      } else {
        if (kind === NUL && this.nul < 0) this.nul = at;
        if (mark === Mark.CLEAN) mark = Mark.ESCAPE;
      }
    }
    return -1;
  }

  private closed(bytes: Buffer, open: number, close: number, mark: number): number {
    const at = close + 1;
    const kind = at < bytes.length ? this.outside[bytes[at]] : BREAK;
    if (kind !== BREAK && !(kind === DELIMITER && standsAt(bytes, at, this.delimiter))) {
      return this.fail(at, 'text after a closing quote: double the quotes inside a quoted field');
    }
    this.add(open + 1, close, mark);
    return at;
  }

  private fail(at: number, message: string): number {
    this.fault = at;
    this.message = message;
    return at;
  }

  /** A record with a fault ends at the next line break, whatever quotes there are. */
  private resync(bytes: Buffer, final: boolean): boolean {
    let at = this.fault;
    for (; at < bytes.length && this.outside[bytes[at]] !== BREAK; at++) {
      if (bytes[at] === Byte.NUL && this.nul < 0) this.nul = at;
    }
    this.end = at;
    return at < bytes.length || final;
  }
}
