/* eslint-disable no-bitwise -- the format is made of bit fields */
import { DamagedParquet } from './damaged';

const MIN_MATCH = 4;

/** Unpacks one LZ4 block to exactly `size` bytes. */
export function unpackLz4(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let at = 0;
  let end = 0;
  const more = (length: number): number => {
    if (length !== 15) return length;
    let total = length;
    for (let byte = 255; byte === 255;) {
      byte = input[at++] ?? fail();
      total += byte;
    }
    return total;
  };
  while (at < input.length) {
    const token = input[at++];
    const literals = more(token >> 4);
    if (at + literals > input.length || end + literals > size) fail();
    output.set(input.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= input.length) break;
    const distance = (input[at] ?? fail()) | ((input[at + 1] ?? fail()) << 8);
    at += 2;
    const length = more(token & 15) + MIN_MATCH;
    if (distance === 0 || distance > end || end + length > size) fail();
    for (const stop = end + length; end < stop; end++) output[end] = output[end - distance];
  }
  if (end !== size) fail();
  return output;
}

/** The older `LZ4` of Hadoop: blocks with their sizes in front; some writers leave them out. */
export function unpackHadoopLz4(input: Uint8Array, size: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output = new Uint8Array(size);
  let end = 0;
  for (let at = 0; at < input.length;) {
    if (at + 8 > input.length) return unpackLz4(input, size);
    const unpacked = view.getUint32(at);
    const packed = view.getUint32(at + 4);
    if (at + 8 + packed > input.length || end + unpacked > size) return unpackLz4(input, size);
    output.set(unpackLz4(input.subarray(at + 8, at + 8 + packed), unpacked), end);
    end += unpacked;
    at += 8 + packed;
  }
  return end === size ? output : fail();
}

function fail(): never {
  throw new DamagedParquet('a page of LZ4 is not as long as it says');
}
