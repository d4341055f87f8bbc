import type { Unpack } from './codecs';
import { DamagedParquet, decoding } from './damaged';
import { readHybrid, readVarInt } from './hybrid';
import type { Hyparquet, PageHeader, Values } from './hyparquet';
import { readerOf } from './hyparquet';
import type { Leaf } from './leaf';
import type { ByteString } from '../records/parser';

/** Bytes that the values of one page may come to, unpacked. */
export const MAX_PAGE_BYTES = 64 * 1024 * 1024;
/** Values of one page. */
const MAX_PAGE_VALUES = 2 * 1024 * 1024;
/** Miniblocks of a block of deltas; writers have 4. */
const MAX_MINIBLOCKS = 512;

/** The values of one page, in the order of rows. */
export interface Page {
  readonly count: number;
  /** Whether row `n` of the page has a value; all of them have where it is not there. */
  readonly levels?: Uint32Array;
  /** JSON text of value `n`, those that are missing not counted; undefined where JSON cannot say it. */
  json(n: number): ByteString | undefined;
}

/** Reads the pages of one column. */
export class Pages {
  private dictionary?: (ByteString | undefined)[];

  constructor(private readonly leaf: Leaf, private readonly unpack: Unpack, private readonly lib: Hyparquet) {}

  /** The values of a page; undefined where it is the dictionary of those that follow. */
  read(header: PageHeader, bytes: Uint8Array): Page | undefined {
    const size = Number(header.uncompressed_page_size);
    if (!(size >= 0 && size <= MAX_PAGE_BYTES)) throw new DamagedParquet(`a page of ${size} bytes, and ${MAX_PAGE_BYTES} are allowed: write smaller pages`);
    if (header.dictionary_page_header) {
      const { num_values: count } = header.dictionary_page_header;
      this.dictionary = this.texts(this.plain(this.unpacked(bytes, size), checked(count)), count);
      return undefined;
    }
    if (header.data_page_header) return this.first(header.data_page_header, this.unpacked(bytes, size));
    return header.data_page_header_v2 ? this.second(header.data_page_header_v2, bytes, size) : undefined;
  }

  private first({ num_values: count, encoding }: NonNullable<PageHeader['data_page_header']>, bytes: Uint8Array): Page {
    checked(count);
    const { maxLevel } = this.leaf;
    if (maxLevel === 0) return this.page(count, undefined, encoding, bytes);
    const length = readerOf(bytes).view.getUint32(0, true);
    const levels = readHybrid(readerOf(bytes.subarray(4, 4 + length)), widthOf(maxLevel), count);
    return this.page(count, levels, encoding, bytes.subarray(4 + length));
  }

  private second(header: NonNullable<PageHeader['data_page_header_v2']>, bytes: Uint8Array, size: number): Page {
    const count = checked(header.num_values);
    const { maxLevel } = this.leaf;
    const start = header.repetition_levels_byte_length;
    const end = start + header.definition_levels_byte_length;
    const levels = maxLevel === 0 ? undefined : readHybrid(readerOf(bytes.subarray(start, end)), widthOf(maxLevel), count);
    const packed = bytes.subarray(end);
    const values = header.is_compressed === false ? packed : this.unpacked(packed, size - end);
    return this.page(count, levels, header.encoding, values);
  }

  private page(count: number, levels: Uint32Array | undefined, encoding: string, bytes: Uint8Array): Page {
    const { maxLevel } = this.leaf;
    const present = levels ? levels.reduce((sum, level) => sum + (level === maxLevel ? 1 : 0), 0) : count;
    const page = { count, levels: levels && present < count ? levels.map(level => level === maxLevel ? 1 : 0) : undefined };
    if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
      const { dictionary } = this;
      if (!dictionary) throw new DamagedParquet('a page refers to a dictionary that is not there');
      const indexes = present === 0 ? new Uint32Array() : readHybrid(readerOf(bytes.subarray(1)), bytes[0], present);
      if (indexes.some(index => index >= dictionary.length)) throw new DamagedParquet('a page refers to a value that the dictionary does not have');
      return { ...page, json: n => dictionary[indexes[n]] };
    }
    const values = present === 0 ? [] : this.values(encoding, bytes, present);
    const { toJson } = this.leaf;
    return { ...page, json: n => decoding(() => toJson(values[n])) };
  }

  private values(encoding: string, bytes: Uint8Array, count: number): Values {
    const { type, type_length: length } = this.leaf.element;
    switch (encoding) {
      case 'PLAIN': return this.plain(bytes, count);
      case 'RLE': return readHybrid(readerOf(bytes.subarray(4)), 1, count);
      case 'BYTE_STREAM_SPLIT': return this.lib.byteStreamSplit(readerOf(bytes), count, type!, length);
      case 'DELTA_BINARY_PACKED': return this.deltas(bytes, count, type === 'INT32').values;
      case 'DELTA_LENGTH_BYTE_ARRAY': return this.lengthsAndBytes(bytes, count);
      case 'DELTA_BYTE_ARRAY': return this.prefixesAndSuffixes(bytes, count);
      default: throw new DamagedParquet(`an encoding that is not known: ${encoding}`);
    }
  }

  private plain(bytes: Uint8Array, count: number): Values {
    const { type, type_length: length } = this.leaf.element;
    return this.lib.readPlain(readerOf(bytes), type!, count, length);
  }

  private deltas(bytes: Uint8Array, count: number, narrow: boolean): { values: Int32Array | BigInt64Array; end: number } {
    const header = readerOf(bytes);
    const blockSize = readVarInt(header);
    const miniblocks = readVarInt(header);
    if (miniblocks === 0 || miniblocks > MAX_MINIBLOCKS || blockSize % miniblocks !== 0 || blockSize > MAX_PAGE_VALUES) {
      throw new DamagedParquet('a block of deltas that no writer makes');
    }
    const values = narrow ? new Int32Array(count) : new BigInt64Array(count);
    const reader = readerOf(bytes);
    this.lib.deltaBinaryUnpack(reader, count, values);
    return { values, end: reader.offset };
  }

  private lengthsAndBytes(bytes: Uint8Array, count: number): Uint8Array[] {
    const { values: lengths, end } = this.deltas(bytes, count, true);
    let at = end;
    return Array.from(lengths as Int32Array, length => slice(bytes, at, at += length));
  }

  private prefixesAndSuffixes(bytes: Uint8Array, count: number): Uint8Array[] {
    const { values: prefixes, end } = this.deltas(bytes, count, true);
    const suffixes = this.lengthsAndBytes(bytes.subarray(end), count);
    let last: Uint8Array = new Uint8Array();
    let total = 0;
    return suffixes.map((suffix, n) => {
      const prefix = Number(prefixes[n]);
      total += prefix + suffix.length;
      if (prefix < 0 || prefix > last.length || total > MAX_PAGE_BYTES) throw new DamagedParquet('a value that begins like no other');
      last = prefix === 0 ? suffix : Buffer.concat([last.subarray(0, prefix), suffix]);
      return last;
    });
  }

  private texts(values: Values, count: number): (ByteString | undefined)[] {
    return Array.from({ length: count }, (_, n) => this.leaf.toJson(values[n]));
  }

  private unpacked(bytes: Uint8Array, size: number): Uint8Array {
    const page = size === 0 ? new Uint8Array() : this.unpack(bytes, size);
    if (page.length !== size) throw new DamagedParquet(`a page of ${page.length} bytes that says it has ${size}`);
    return page;
  }
}

function checked(count: number): number {
  if (!(Number.isInteger(count) && count >= 0 && count <= MAX_PAGE_VALUES)) throw new DamagedParquet(`a page of ${count} values, and ${MAX_PAGE_VALUES} are allowed: write smaller pages`);
  return count;
}

function slice(bytes: Uint8Array, from: number, to: number): Uint8Array {
  if (to < from || to > bytes.length) throw new DamagedParquet('a value that ends behind its page');
  return bytes.subarray(from, to);
}

/** Bits that a number up to `max` needs. */
function widthOf(max: number): number {
  return Math.ceil(Math.log2(max + 1));
}
