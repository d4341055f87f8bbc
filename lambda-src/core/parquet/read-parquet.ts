import { codecOf } from './codecs';
import { ColumnCursor } from './column-cursor';
import { DamagedParquet, decoding } from './damaged';
import { type FileMetadata, type Hyparquet, loadHyparquet } from './hyparquet';
import { type Leaf, leavesOf } from './leaf';
import { Pages } from './page';
import type { OpenObject } from '../ports';
import { Inflation } from '../records/inflation';
import { tooManyBytes, tooManyColumns, USUAL_LIMITS } from '../records/limits';
import { unreadableStart } from '../records/magic';
import { PLAIN } from '../records/notation';
import { type ByteString, type ParseOptions, type ParserMark, type RecordSink, UnreadableFile } from '../records/parser';
import { tooManyRows } from '../records/tally';
import { JsonRows } from '../schema/json-rows';

const MAGIC = 'PAR1';
const MAGIC_BYTES = 4;
/** The end of a file that is read at first: most have their metadata in it. */
const END_BYTES = 64 * 1024;
const MAX_METADATA_BYTES = 16 * 1024 * 1024;
/** Windows of all columns together, in bytes. */
const WINDOWS_BYTES = 8 * 1024 * 1024;
const MIN_WINDOW_BYTES = 64 * 1024;
const MAX_WINDOW_BYTES = 1024 * 1024;
/** Rows after which the reader lets others go on. */
const BATCH_ROWS = 512;

/** How a Parquet file is read. */
export interface ParquetOptions extends ParseOptions {
  /** Whether the members of structures become columns. */
  readonly flatten: boolean;
}

/**
 * Reads Parquet by ranges of its object: a window and a page of each column at a time, whatever the size of the file. A place in it is a row number
 * and the offset of its row group.
 */
export class ParquetReader {
  private readonly rows?: JsonRows;
  private readonly inflation: Inflation;
  private group: number;
  private line: number;
  private between = true;

  constructor(private readonly object: OpenObject, private readonly sink: RecordSink, private readonly options: ParquetOptions) {
    const { from, limits = USUAL_LIMITS, plan } = options;
    this.rows = plan && new JsonRows(plan);
    this.inflation = new Inflation(limits);
    this.group = from?.offset ?? 0;
    this.line = from?.lines.line ?? 1;
  }

  /** Where another invocation can go on: at the beginning of a row group. The offset counts row groups. */
  mark(): ParserMark | undefined {
    return this.between ? { offset: this.group, lines: { line: this.line, lineStart: 0, afterCr: false } } : undefined;
  }

  /** Reads on; returns from time to time, so that rows can be written and the clock be looked at. */
  async* read(): AsyncGenerator<void, void, undefined> {
    const lib = await loadHyparquet();
    const metadata = await this.metadata(lib);
    const leaves = this.check(metadata, await this.at(0, () => decoding(() => leavesOf(metadata, this.options.flatten))));
    while (this.group < metadata.row_groups.length) {
      this.between = false;
      yield* this.rowGroup(metadata.row_groups[this.group], leaves, lib);
      this.group++;
      this.between = true;
      yield;
    }
  }

  private async metadata(lib: Hyparquet): Promise<FileMetadata> {
    const { size } = this.object.metadata;
    const end = await this.bytes(Math.max(0, size - END_BYTES), size);
    const magic = end.toString('latin1', end.length - MAGIC_BYTES);
    if (magic === 'PARE') throw unreadableStart('the Parquet is encrypted: write it without encryption, the bucket encrypts it');
    if (size < 3 * MAGIC_BYTES || magic !== MAGIC) throw unreadableStart('the file is called Parquet and does not end like it: it was cut off, or it is something else');
    const length = end.readUInt32LE(end.length - 2 * MAGIC_BYTES) + 2 * MAGIC_BYTES;
    if (length > Math.min(size, MAX_METADATA_BYTES)) throw this.unreadable(`${length} bytes of metadata`, 0);
    const whole = length <= end.length ? end.subarray(end.length - length) : await this.bytes(size - length, size);
    return this.at(0, () => decoding(() => lib.parquetMetadata(Uint8Array.from(whole), { geoparquet: false })));
  }

  /** What the metadata says is believed only as far as it is a reason to refuse the file. */
  private check(metadata: FileMetadata, leaves: Leaf[] | string): Leaf[] {
    const { limits = USUAL_LIMITS, plan } = this.options;
    if (typeof leaves === 'string') throw unreadableStart(leaves);
    if (leaves.length > limits.columns) throw unreadableStart(tooManyColumns(leaves.length, limits.columns));
    if (Number(metadata.num_rows) > limits.rows) throw unreadableStart(tooManyRows(limits.rows));
    const columns = metadata.row_groups.flatMap(group => group.columns);
    const bytes = columns.reduce((sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0), 0);
    if (bytes > limits.bytes) throw unreadableStart(tooManyBytes(limits.bytes));
    const missing = plan?.columns.find(({ name, required }) => required && !leaves.some(({ prefix }) => prefix === `"${name}":`));
    if (missing) throw unreadableStart(`the file lacks the column "${Buffer.from(missing.name, 'latin1').toString()}", which the schema requires: add it`);
    return leaves;
  }

  private async* rowGroup(group: FileMetadata['row_groups'][number], leaves: readonly Leaf[], lib: Hyparquet): AsyncGenerator<void, void, undefined> {
    const count = Number(group.num_rows);
    if (count === 0) return;
    const place = Number(group.columns[0]?.meta_data?.data_page_offset ?? 0);
    const windowBytes = Math.max(MIN_WINDOW_BYTES, Math.min(MAX_WINDOW_BYTES, Math.floor(WINDOWS_BYTES / leaves.length)));
    const cursors = await this.at(place, () => Promise.all(leaves.map(async (leaf, n) => {
      const meta = group.columns[n]?.meta_data;
      if (!meta || group.columns[n].file_path) throw new DamagedParquet('a column that is not in it');
      const pages = new Pages(leaf, await codecOf(meta.codec, lib), lib);
      return new ColumnCursor(this.object, meta, pages, windowBytes, lib, (packed, unpacked) => this.inflation.count(packed, unpacked));
    })));
    for (let row = 0; row < count; row++) {
      const waiting = cursors.filter(({ ready }) => !ready);
      if (waiting.length > 0) await this.at(place, () => Promise.all(waiting.map(cursor => cursor.load())));
      this.row(cursors, leaves, place);
      this.line++;
      if (row % BATCH_ROWS === BATCH_ROWS - 1) yield;
    }
  }

  private row(cursors: readonly ColumnCursor[], leaves: readonly Leaf[], place: number): void {
    let json = '';
    let unsayable: Leaf | undefined;
    for (let n = 0; n < leaves.length; n++) {
      const value = this.value(cursors[n], place);
      if (value === undefined) unsayable ??= leaves[n];
      json += (n === 0 ? '{' : ',') + leaves[n].prefix + (value ?? 'null');
    }
    json += leaves.length === 0 ? '{}' : '}';
    if (unsayable) {
      return this.reject(`the column ${JSON.stringify(unsayable.name)} must be text in UTF-8, or a time that a calendar has`, place, json);
    }
    const { rows, sink } = this;
    const row = rows ? rows.row(json, 0, json.length) : json;
    const refusal = row === undefined ? rows!.fault : sink.row((sink.notation ?? PLAIN).write(row), rows?.expires);
    if (refusal) this.reject(refusal, place, json);
  }

  private value(cursor: ColumnCursor, place: number): ByteString | undefined {
    try {
      return cursor.take();
    } catch (error) {
      throw error instanceof DamagedParquet ? this.unreadable(error.message, place) : error;
    }
  }

  private reject(message: string, place: number, json: string): void {
    this.sink.reject({ line: this.line, column: 1, byteOffset: place, message }, Buffer.from(json, 'latin1'));
  }

  private async bytes(from: number, to: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.object.range(from, to)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  private async at<T>(place: number, read: () => T | Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw error instanceof DamagedParquet ? this.unreadable(error.message, place) : error;
    }
  }

  private unreadable(why: string, place: number): UnreadableFile {
    return new UnreadableFile({ line: this.line, column: 1, byteOffset: place, message: `the Parquet is damaged or not as it should be (${why}): write it again` });
  }
}
