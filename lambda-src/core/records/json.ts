import { Byte, isJsonSpace } from './bytes';
import { emitBySchema, emitJson } from './emit';
import { excessOf, jsonFault, NOT_AN_OBJECT, TOO_LARGE } from './json-messages';
import { onOneLine } from './json-minify';
import { JsonScanner } from './json-scanner';
import { type Limits, MAX_RECORD_BYTES, USUAL_LIMITS } from './limits';
import { Lines } from './lines';
import { ParseOptions, ParserMark, RecordParser, RecordSink, Rejection, UnreadableFile } from './parser';
import { rawHead, Region, regionParser, type RegionReader } from './region';
import { firstBadByte, NOT_UTF8 } from './utf8';
import type { RecordError } from '../../../src/contract';
import { JsonRows } from '../schema/json-rows';

const SECOND_VALUE = 'a second value after the first: name newline-delimited JSON .ndjson, or set the ndjson format';
const TOP_LEVEL = 'expected an array of objects, or one object';
const TRAILING = 'text after the end of the JSON value: one file holds one value';
const CUT_OFF = 'the file ends before its JSON does: it was cut off, upload the whole of it';
const NEXT_ELEMENT = 'expected a comma or a closing bracket';

/**
 * Reads one JSON text: an array, each element a record, or a single object. Records are handed on as they complete, digit for
 * digit, on one line each. Anything that is not JSON makes the whole file unreadable, at whatever place it stands.
 */
export function jsonParser(sink: RecordSink, options: ParseOptions = {}): RecordParser {
  return regionParser(new JsonDocument(sink, options), options.from?.offset);
}

type State = 'before' | 'firstElement' | 'element' | 'inRecord' | 'afterElement' | 'after';

class JsonDocument implements RegionReader {
  readonly stopped = false;
  private readonly lines: Lines;
  private readonly scanner = new JsonScanner();
  private readonly limits: Limits;
  private readonly rows?: JsonRows;
  private state: State;
  private isArray: boolean;
  /** Offsets in the file: where the record begins that is being scanned, and where its scan goes on. */
  private start = 0;
  private scanned = 0;
  /** The record that is too large to be kept, until its end is found. */
  private skipped?: Rejection;

  constructor(private readonly sink: RecordSink, { from, limits = USUAL_LIMITS, plan }: ParseOptions) {
    this.limits = limits;
    this.rows = plan && new JsonRows(plan);
    this.lines = new Lines(from);
    this.state = (from?.json?.state ?? 'before') as State;
    this.isArray = from?.json?.isArray ?? false;
  }

  /** An unfinished record is scanned again from its start. */
  mark(): Omit<ParserMark, 'offset'> | undefined {
    if (this.skipped) return undefined;
    const next: State = this.isArray ? 'element' : 'before';
    return { lines: this.lines.mark(), json: { state: this.state === 'inRecord' ? next : this.state, isArray: this.isArray } };
  }

  read(region: Region): number {
    const { bytes, base, final } = region;
    const bad = region.utf8 ? -1 : firstBadByte(bytes);
    const end = bad < 0 ? bytes.length : bad;
    let at = this.state === 'inRecord' ? this.scanned - base : 0;
    while (at < end) {
      if (this.state === 'inRecord') at = this.scan(region, at, end);
      else if (isJsonSpace(bytes[at])) at++;
      else at = this.token(region, at);
    }
    if (bad >= 0) throw this.unreadable(region, bad, NOT_UTF8);
    if (final) this.finish(region);
    return this.keep(region);
  }

  private token(region: Region, at: number): number {
    const byte = region.bytes[at];
    switch (this.state) {
      case 'before':
        if (byte === Byte.OPEN_BRACE) return this.begin(region, at);
        if (byte !== Byte.OPEN_BRACKET) throw this.invalid(region, at, TOP_LEVEL);
        this.isArray = true;
        this.state = 'firstElement';
        return at + 1;
      case 'afterElement':
        if (byte !== Byte.COMMA && byte !== Byte.CLOSE_BRACKET) throw this.invalid(region, at, NEXT_ELEMENT);
        this.state = byte === Byte.COMMA ? 'element' : 'after';
        return at + 1;
      case 'after':
        throw this.invalid(region, at, this.afterTheEnd(byte));
      default:
        if (this.state === 'element' || byte !== Byte.CLOSE_BRACKET) return this.begin(region, at);
        this.state = 'after';
        return at + 1;
    }
  }

  private begin(region: Region, at: number): number {
    this.state = 'inRecord';
    this.start = region.base + at;
    this.scanner.reset();
    return at;
  }

  private scan(region: Region, at: number, end: number): number {
    const { scanner } = this;
    const stop = scanner.scan(region.bytes, at, end);
    if (scanner.fault) throw this.unreadable(region, stop, jsonFault(region.bytes[stop], scanner.fault));
    this.scanned = region.base + stop;
    if (scanner.done) this.record(region, stop);
    return stop;
  }

  private record(region: Region, end: number): void {
    const start = this.start - region.base;
    const fault = this.skipped?.error ?? this.faultOf(region, start, end);
    if (fault) this.sink.reject(fault, this.skipped?.raw ?? region.bytes.subarray(start, end));
    else if (this.rows) emitBySchema(this.sink, this.lines, region, start, end, this.rows);
    else emitJson(this.sink, this.lines, region, start, end, onOneLine(region.text.slice(start, end)));
    this.skipped = undefined;
    this.state = this.isArray ? 'afterElement' : 'after';
  }

  private faultOf(region: Region, start: number, end: number): RecordError | undefined {
    if (end - start > MAX_RECORD_BYTES) return this.lines.error(region, start, TOO_LARGE);
    if (region.bytes[start] !== Byte.OPEN_BRACE) return this.lines.error(region, start, NOT_AN_OBJECT);
    const excess = excessOf(this.scanner, this.limits);
    return excess === undefined ? undefined : this.lines.error(region, start, excess);
  }

  /** Lets go of everything before the unfinished record, and of that too once it is too large. */
  private keep(region: Region): number {
    let done = region.bytes.length;
    if (this.state === 'inRecord' && !this.skipped) {
      const start = this.start - region.base;
      if (done - start > MAX_RECORD_BYTES) this.skipped = { error: this.lines.error(region, start, TOO_LARGE), raw: rawHead(region, start) };
      else done = start;
    }
    this.lines.advance(region, done);
    return done;
  }

  private finish(region: Region): void {
    if (this.state !== 'before' && this.state !== 'after') throw this.unreadable(region, region.bytes.length, CUT_OFF);
  }

  private afterTheEnd(byte: number): string {
    return !this.isArray && byte === Byte.OPEN_BRACE ? SECOND_VALUE : TRAILING;
  }

  private invalid(region: Region, at: number, message: string): UnreadableFile {
    return this.unreadable(region, at, jsonFault(region.bytes[at], message));
  }

  private unreadable(region: Region, at: number, message: string): UnreadableFile {
    return new UnreadableFile(this.lines.error(region, at, message));
  }
}
