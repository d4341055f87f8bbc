/* eslint-disable no-bitwise -- the format is made of bit fields */
import { DamagedParquet } from './damaged';
import type { ByteReader } from './hyparquet';

/**
 * Reads `count` numbers in Parquet's hybrid of run lengths and packed bits, never more, whatever the runs say.
 *
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function readHybrid(reader: ByteReader, bitWidth: number, count: number): Uint32Array {
  if (bitWidth > 32) throw new DamagedParquet('a number of more than 32 bits');
  const values = new Uint32Array(count);
  if (bitWidth === 0) return values;
  for (let done = 0; done < count;) {
    const header = readVarInt(reader);
    done = (header & 1) === 1 ? packedRun(reader, header >>> 1, bitWidth, values, done) : repeatedRun(reader, header >>> 1, bitWidth, values, done);
  }
  return values;
}

function repeatedRun(reader: ByteReader, length: number, bitWidth: number, values: Uint32Array, from: number): number {
  if (length === 0) throw new DamagedParquet('a run of nothing');
  let value = 0;
  for (let shift = 0; shift < bitWidth; shift += 8) value |= reader.view.getUint8(reader.offset++) << shift;
  const end = Math.min(values.length, from + length);
  values.fill(value >>> 0, from, end);
  return end;
}

/** Groups of eight numbers, lowest bit first. */
function packedRun(reader: ByteReader, groups: number, bitWidth: number, values: Uint32Array, from: number): number {
  if (groups === 0) throw new DamagedParquet('a run of nothing');
  const { view } = reader;
  const start = reader.offset;
  const end = Math.min(values.length, from + groups * 8);
  for (let n = from; n < end; n++) {
    let value = 0;
    for (let bit = 0; bit < bitWidth;) {
      const position = (n - from) * bitWidth + bit;
      const taken = Math.min(8 - position % 8, bitWidth - bit);
      const byte = view.getUint8(start + Math.floor(position / 8));
      value += ((byte >>> (position % 8)) & ((1 << taken) - 1)) * 2 ** bit;
      bit += taken;
    }
    values[n] = value;
  }
  reader.offset = start + groups * bitWidth;
  return end;
}

/** An unsigned number of at most 32 bits, seven in each byte. */
export function readVarInt(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.view.getUint8(reader.offset++);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw new DamagedParquet('a number without an end');
}
