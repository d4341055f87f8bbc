import { Byte } from './bytes';
import { checkDelimiter, detectDelimiter } from './csv-delimiter';
import { columnNames, CsvHeader } from './csv-header';
import { CsvScanner } from './csv-scanner';
import { CsvSkipper } from './csv-skipper';
import { emit } from './emit';
import { type Limits, MAX_RECORD_BYTES, tooManyColumns, USUAL_LIMITS } from './limits';
import { Lines } from './lines';
import { PLAIN } from './notation';
import { ByteString, ParseOptions, ParserMark, RecordParser, RecordSink, Rejection, UnreadableFile } from './parser';
import { rawHead, Region, regionParser, type RegionReader } from './region';
import { firstBadByte, NOT_UTF8 } from './utf8';
import type { RecordError } from '../../../src/contract';
import { CsvRows, headerProblem } from '../schema/csv-rows';

const TOO_LARGE = `the record is larger than ${MAX_RECORD_BYTES} bytes: split it, or look for a quote that is not closed`;
const UNCLOSED = 'a quoted field begins here and is never closed: close it, or quote the field and double the quote';
const NUL = 'a NUL byte: save the file as UTF-8 text';

/** How a CSV file is read. */
export interface CsvOptions extends ParseOptions {
  /** One character. @default - the header line decides between comma, semicolon, tab and pipe */
  readonly delimiter?: string;
}

/**
 * Reads CSV as RFC 4180 has it, with a header row. Each record becomes an object of strings, or of what a schema says; nothing is trimmed or guessed.
 *
 * @throws Error where the delimiter is not one usable character
 */
export function csvParser(sink: RecordSink, options: CsvOptions = {}): RecordParser {
  const delimiter = options.delimiter === undefined ? undefined : checkDelimiter(options.delimiter);
  return regionParser(new Csv(sink, options, delimiter), options.from?.offset);
}

class Csv implements RegionReader {
  stopped = false;
  private readonly lines: Lines;
  private readonly until: number;
  private scanner?: CsvScanner;
  private readonly limits: Limits;
  private header?: CsvHeader;
  /** By a schema. */
  private rows?: CsvRows;
  private skipped?: Rejection & { skipper: CsvSkipper; openQuote?: RecordError };

  constructor(private readonly sink: RecordSink, private readonly options: ParseOptions, private delimiter: ByteString | undefined) {
    const { from, until = Infinity, limits = USUAL_LIMITS } = options;
    this.limits = limits;
    this.lines = new Lines(from);
    this.until = until;
    if (from?.csv) {
      this.delimiter = from.csv.delimiter;
      this.begin(from.csv.names);
    }
  }

  mark(): Omit<ParserMark, 'offset'> | undefined {
    if (this.skipped) return undefined;
    const { delimiter, header } = this;
    return { lines: this.lines.mark(), ...delimiter !== undefined && header && { csv: { delimiter, names: header.names } } };
  }

  read(region: Region): number {
    const { bytes, base, final } = region;
    let at = 0;
    while (at < bytes.length) {
      if (this.skipped) {
        at = this.skip(region, at);
      } else if (bytes[at] === Byte.LF || bytes[at] === Byte.CR) {
        at++;
      } else if (base + at >= this.until) {
        this.stopped = true;
        break;
      } else {
        const scanner = this.scannerOf(region, at);
        if (scanner?.scan(bytes, at, final)) {
          this.record(region, scanner, at);
          at = scanner.end;
        } else if (bytes.length - at > MAX_RECORD_BYTES && scanner) {
          this.skipped = { skipper: new CsvSkipper(scanner.delimiter), error: this.lines.error(region, at, TOO_LARGE), raw: rawHead(region, at) };
        } else if (final) {
          throw new UnreadableFile(this.lines.error(region, scanner!.quote, UNCLOSED));
        } else {
          break;
        }
      }
    }
    if (final) this.finishSkipped();
    this.lines.advance(region, at);
    return at;
  }

  private scannerOf({ bytes, final }: Region, at: number): CsvScanner | undefined {
    this.delimiter ??= detectDelimiter(bytes, at, final);
    if (this.delimiter !== undefined) this.scanner ??= new CsvScanner(this.delimiter);
    return this.scanner;
  }

  private record(region: Region, scanner: CsvScanner, start: number): void {
    const fault = this.faultOf(region, scanner, start);
    if (fault) this.refuse(fault, region.bytes.subarray(start, scanner.end));
    else if (this.rows) this.bySchema(region, scanner, start, this.rows);
    else if (this.header) emit(this.sink, this.lines, region, start, scanner.end, this.header.row(region.text, scanner));
    else this.readHeader(region, scanner);
  }

  private readHeader(region: Region, scanner: CsvScanner): void {
    const names = columnNames(region, scanner, this.lines);
    const problem = this.options.plan && headerProblem(names, this.options.plan);
    if (problem) throw new UnreadableFile(this.lines.error(region, scanner.starts[problem.field], problem.message));
    this.begin(names);
  }

  private begin(names: readonly ByteString[]): void {
    const { sink: { notation = PLAIN }, options: { plan } } = this;
    this.header = new CsvHeader(names, notation);
    this.rows = plan && new CsvRows(names, plan, notation);
  }

  private bySchema(region: Region, scanner: CsvScanner, start: number, rows: CsvRows): void {
    const row = rows.row(region.text, scanner);
    if (row !== undefined) emit(this.sink, this.lines, region, start, scanner.end, row, rows.expires);
    else this.refuse(this.lines.error(region, scanner.starts[rows.faultField], rows.fault), region.bytes.subarray(start, scanner.end));
  }

  private refuse(error: RecordError, raw: Buffer): void {
    if (!this.header) throw new UnreadableFile(error);
    this.sink.reject(error, raw);
  }

  private faultOf(region: Region, scanner: CsvScanner, start: number): RecordError | undefined {
    const { end, nul, fault, fields } = scanner;
    if (end - start > MAX_RECORD_BYTES) return this.lines.error(region, start, TOO_LARGE);
    if (nul >= 0) return this.lines.error(region, nul, NUL);
    if (!region.utf8) {
      const bad = firstBadByte(region.bytes.subarray(start, end));
      if (bad >= 0) return this.lines.error(region, start + bad, NOT_UTF8);
    }
    if (fault >= 0) return this.lines.error(region, fault, scanner.message);
    if (!this.header && fields > this.limits.columns) return this.lines.error(region, start, tooManyColumns(fields, this.limits.columns));
    if (!this.header || fields === this.header.columns) return undefined;
    return this.lines.error(region, start, `the record has ${fields} fields and the header has ${this.header.columns}: give each column one field`);
  }

  private skip(region: Region, at: number): number {
    const skipped = this.skipped!;
    const end = skipped.skipper.skip(region.bytes, at);
    if (skipped.skipper.quote >= 0) skipped.openQuote = this.lines.error(region, skipped.skipper.quote, UNCLOSED);
    if (end < 0) return region.bytes.length;
    this.finishSkipped();
    return end;
  }

  private finishSkipped(): void {
    if (!this.skipped) return;
    const { skipper, error, raw, openQuote } = this.skipped;
    if (skipper.open && openQuote) throw new UnreadableFile(openQuote);
    this.skipped = undefined;
    this.refuse(error, raw);
  }
}
