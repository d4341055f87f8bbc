import { isUtf8 } from 'node:buffer';
import { MAX_RAW_BYTES, REGION_BYTES } from './limits';
import type { Span } from './lines';
import type { ParserMark, RecordParser } from './parser';
import { wholeCharacters } from './utf8';

/** A stretch of the file: the unfinished record of the last region in front, new bytes behind it. Never cuts a character. */
export interface Region extends Span {
  /** The same bytes as its text. Valid only while the region is being consumed. */
  readonly bytes: Buffer;
  /** Whether all of it is well-formed UTF-8. */
  readonly utf8: boolean;
  /** Whether the file ends with this region. */
  readonly final: boolean;
}

/** A copy of the beginning of a record that goes on after this region; see {@link RecordSink.reject}. */
export function rawHead(region: Region, start: number): Buffer {
  return Buffer.from(region.bytes.subarray(start, start + MAX_RAW_BYTES + 1));
}

/** What reads regions. */
export interface RegionReader {
  /** Whether it wants no more. */
  readonly stopped: boolean;
  /** Reads a region and returns how many bytes of it are done with; the rest comes again, with more behind it. */
  read(region: Region): number;
  /** The place that it has come to, without its offset; undefined where nobody can go on from it. */
  mark(): Omit<ParserMark, 'offset'> | undefined;
}

/**
 * Turns chunks into regions. What was not consumed is looked at again only when it has doubled, so a record that arrives
 * in many small chunks costs linear time. A byte order mark is skipped; offsets count it.
 *
 * @param from offset of the first byte that will be pushed
 */
export function regionParser(reader: RegionReader, from = 0): RecordParser {
  return new Regions(reader, from);
}

class Regions implements RecordParser {
  private store = Buffer.alloc(0);
  private used = 0;
  private wanted = 1;
  private started: boolean;

  constructor(private readonly reader: RegionReader, private base: number) {
    this.started = base > 0;
  }

  get stopped(): boolean {
    return this.reader.stopped;
  }

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length && !this.stopped; from += REGION_BYTES) this.append(chunk.subarray(from, from + REGION_BYTES));
  }

  end(): void {
    if (!this.stopped) this.read(this.used, true);
  }

  mark(): ParserMark | undefined {
    const mark = this.reader.mark();
    return mark && { offset: this.base, ...mark };
  }

  private append(piece: Buffer): void {
    if (this.used + piece.length > this.store.length) {
      const larger = Buffer.allocUnsafe(2 * (this.used + piece.length));
      this.store.copy(larger, 0, 0, this.used);
      this.store = larger;
    }
    this.used += piece.copy(this.store, this.used);
    if (this.used >= this.wanted) this.read(wholeCharacters(this.store, this.used), false);
  }

  private read(length: number, final: boolean): void {
    const from = this.byteOrderMark(length);
    const bytes = this.store.subarray(from, length);
    const done = from + this.reader.read({ bytes, text: bytes.toString('latin1'), base: this.base + from, utf8: isUtf8(bytes), final });
    this.store.copyWithin(0, done, this.used);
    this.used -= done;
    this.base += done;
    this.wanted = Math.max(1, 2 * this.used);
  }

  private byteOrderMark(length: number): number {
    if (this.started || length === 0) return 0;
    this.started = true;
    return length >= 3 && this.store[0] === 0xef && this.store[1] === 0xbb && this.store[2] === 0xbf ? 3 : 0;
  }
}
