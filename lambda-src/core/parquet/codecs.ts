import * as zlib from 'node:zlib';
import { DamagedParquet } from './damaged';
import type { Hyparquet } from './hyparquet';
import { unpackHadoopLz4, unpackLz4 } from './lz4';

/** Unpacks a page to exactly `size` bytes. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** The codec of a column. Loads what Node does not have. */
export async function codecOf(name: string, { snappyUncompress }: Hyparquet): Promise<Unpack> {
  switch (name) {
    case 'UNCOMPRESSED': return bytes => bytes;
    case 'SNAPPY': return (bytes, size) => {
      const output = new Uint8Array(size);
      snappyUncompress(bytes, output);
      return output;
    };
    case 'GZIP': return (bytes, maxOutputLength) => zlib.gunzipSync(bytes, { maxOutputLength });
    case 'BROTLI': return (bytes, maxOutputLength) => zlib.brotliDecompressSync(bytes, { maxOutputLength });
    case 'ZSTD': return zstd();
    case 'LZ4_RAW': return unpackLz4;
    case 'LZ4': return unpackHadoopLz4;
    default: throw new DamagedParquet(`its codec ${name} is none that can be read`);
  }
}

async function zstd(): Promise<Unpack> {
  const native = (zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array }).zstdDecompressSync;
  if (native) return (bytes, maxOutputLength) => native(bytes, { maxOutputLength });
  const { decompress } = await import('fzstd');
  return (bytes, size) => decompress(bytes, new Uint8Array(size));
}
