import { Byte } from './bytes';
import type { ByteString, LinesMark, ParserMark } from './parser';
import type { RecordError } from '../../../src/contract';

/** A stretch of the file as text. */
export interface Span {
  readonly text: ByteString;
  /** Offset of its first byte in the file. */
  readonly base: number;
}

/** Counts lines. It must be asked in the order of the file; LF, CRLF and a lone CR each end one line. */
export class Lines {
  private line: number;
  private lineStart: number;
  private seen: number;
  private afterCr: boolean;

  /** @param from where an earlier count was left; the start of the file otherwise */
  constructor(from?: ParserMark) {
    this.line = from?.lines.line ?? 1;
    this.lineStart = from?.lines.lineStart ?? 0;
    this.afterCr = from?.lines.afterCr ?? false;
    this.seen = from?.offset ?? 0;
  }

  /** The count up to where it has moved. */
  mark(): LinesMark {
    return { line: this.line, lineStart: this.lineStart, afterCr: this.afterCr };
  }

  /** Moves on to an index of the span; where it is already further, nothing happens. */
  advance({ text, base }: Span, index: number): void {
    const from = Math.max(this.seen - base, 0);
    if (from >= index) return;
    this.seen = base + index;
    const part = text.slice(from, index);
    if (this.afterCr || part.includes('\r')) this.universal(part, base + from);
    else this.lineFeeds(part, base + from);
  }

  /** The error of an index of the span. */
  error(span: Span, index: number, message: string): RecordError {
    this.advance(span, index);
    const byteOffset = span.base + index;
    return { line: this.line, column: byteOffset - this.lineStart + 1, byteOffset, message };
  }

  private lineFeeds(part: ByteString, offset: number): void {
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) {
      this.line++;
      this.lineStart = offset + at + 1;
    }
  }

  private universal(part: ByteString, offset: number): void {
    for (let at = 0; at < part.length; at++) {
      const code = part.charCodeAt(at);
      if (code === Byte.LF || code === Byte.CR) {
        if (code === Byte.CR || !this.afterCr) this.line++;
        this.lineStart = offset + at + 1;
      }
      this.afterCr = code === Byte.CR;
    }
  }
}
