import * as zlib from 'node:zlib';
import { REGION_BYTES } from './limits';
import { Unpacked } from './unpacked';
import { type Decoder, ZlibDecoder } from './zlib-decoder';
import { ZstdFrames } from './zstd-frames';

type ZstdStream = ConstructorParameters<typeof ZlibDecoder>[0];

/** Node has it from 22.15 on. */
const native = (zlib as { createZstdDecompress?: (options: { chunkSize: number }) => ZstdStream }).createZstdDecompress;

/**
 * Unpacks zstd of any number of frames (RFC 8878), each by a decoder of its own.
 *
 * @param useNative whether node:zlib does it; else a decoder in JavaScript, which is loaded late
 * @throws UnreadableFile where the zstd is damaged, cut off, or needs too large a window
 */
export async function* unzstd(chunks: AsyncIterable<Buffer>, useNative = native !== undefined): AsyncGenerator<Buffer, void, undefined> {
  const unpacked = new Unpacked('zstd');
  const frames = new ZstdFrames(unpacked);
  const decoder = await decoders(unpacked, useNative);
  let current: Decoder | undefined;
  try {
    for await (const chunk of chunks) {
      unpacked.given += chunk.length;
      for (const { bytes, ends, checksum } of frames.split(chunk)) {
        current ??= decoder();
        yield* current.take(bytes);
        if (!ends) continue;
        yield* current.finish(checksum);
        current.destroy();
        current = undefined;
      }
    }
    frames.finish();
  } finally {
    current?.destroy();
  }
}

async function decoders(unpacked: Unpacked, useNative: boolean): Promise<() => Decoder> {
  if (useNative && native) return () => new ZlibDecoder(native({ chunkSize: REGION_BYTES }), unpacked);
  const { PortableZstd, hasher } = await import('./zstd-portable.js');
  const hash = await hasher();
  return () => new PortableZstd(unpacked, hash());
}
