import { Byte, isJsonSpace } from './bytes';
import { emitBySchema, emitJson } from './emit';
import { excessOf, jsonFault, NOT_AN_OBJECT, TOO_LARGE } from './json-messages';
import { JsonScanner } from './json-scanner';
import { type Limits, MAX_RECORD_BYTES, USUAL_LIMITS } from './limits';
import { Lines } from './lines';
import type { ParseOptions, ParserMark, RecordParser, RecordSink, Rejection } from './parser';
import { rawHead, Region, regionParser, type RegionReader } from './region';
import { firstBadByte, NOT_UTF8 } from './utf8';
import type { RecordError } from '../../../src/contract';
import { JsonRows } from '../schema/json-rows';

const SECOND_VALUE = 'text after the record: put each record on a line of its own';

/** Reads one JSON object per line. A record is handed on as it stands, byte for byte. */
export function ndjsonParser(sink: RecordSink, options: ParseOptions = {}): RecordParser {
  return regionParser(new Ndjson(sink, options), options.from?.offset);
}

class Ndjson implements RegionReader {
  stopped = false;
  private readonly lines: Lines;
  private readonly until: number;
  private readonly scanner = new JsonScanner();
  private readonly limits: Limits;
  private readonly rows?: JsonRows;
  /** The line that is too large to be kept, until its end is found. */
  private skipped?: Rejection;

  constructor(private readonly sink: RecordSink, { from, until = Infinity, limits = USUAL_LIMITS, plan }: ParseOptions) {
    this.limits = limits;
    this.rows = plan && new JsonRows(plan);
    this.lines = new Lines(from);
    this.until = until;
  }

  mark(): Omit<ParserMark, 'offset'> | undefined {
    return this.skipped ? undefined : { lines: this.lines.mark() };
  }

  read(region: Region): number {
    const { text, base, final } = region;
    let at = 0;
    while (at < text.length) {
      if (base + at >= this.until && !this.skipped) {
        this.stopped = true;
        break;
      }
      const found = text.indexOf('\n', at);
      const end = found < 0 ? text.length : found;
      if (found < 0 && !final) {
        // One byte more: it may be the first half of CRLF.
        if (!this.skipped && end - at > MAX_RECORD_BYTES + 1) {
          this.skipped = { error: this.lines.error(region, at, TOO_LARGE), raw: rawHead(region, at) };
        }
        if (this.skipped) at = end;
        break;
      }
      if (this.skipped) this.finishSkipped();
      else this.record(region, at, end);
      at = end + 1;
    }
    if (final) this.finishSkipped();
    this.lines.advance(region, at);
    return Math.min(at, text.length);
  }

  private finishSkipped(): void {
    if (this.skipped) this.sink.reject(this.skipped.error, this.skipped.raw);
    this.skipped = undefined;
  }

  private record(region: Region, lineStart: number, lineEnd: number): void {
    const { bytes, text } = region;
    let start = lineStart;
    let end = lineEnd;
    if (bytes[end - 1] === Byte.CR && end > start) end--;
    if (end - start > MAX_RECORD_BYTES) return this.sink.reject(this.lines.error(region, start, TOO_LARGE), bytes.subarray(start, end));
    while (start < end && isJsonSpace(bytes[start])) start++;
    while (start < end && isJsonSpace(bytes[end - 1])) end--;
    if (start === end) return;
    const fault = this.faultOf(region, start, end);
    if (fault) this.sink.reject(fault, bytes.subarray(start, end));
    else if (this.rows) emitBySchema(this.sink, this.lines, region, start, end, this.rows);
    else emitJson(this.sink, this.lines, region, start, end, text.slice(start, end));
  }

  private faultOf(region: Region, start: number, end: number): RecordError | undefined {
    const { bytes } = region;
    const { scanner } = this;
    const bad = region.utf8 ? -1 : firstBadByte(bytes.subarray(start, end));
    if (bad >= 0) return this.lines.error(region, start + bad, NOT_UTF8);
    scanner.reset();
    let stop = scanner.scan(bytes, start, end);
    scanner.finish();
    if (scanner.fault) return this.lines.error(region, stop, jsonFault(bytes[stop], scanner.fault));
    while (stop < end && isJsonSpace(bytes[stop])) stop++;
    if (stop < end) return this.lines.error(region, stop, SECOND_VALUE);
    if (bytes[start] !== Byte.OPEN_BRACE) return this.lines.error(region, start, NOT_AN_OBJECT);
    const excess = excessOf(scanner, this.limits);
    return excess === undefined ? undefined : this.lines.error(region, start, excess);
  }
}
