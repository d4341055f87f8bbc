import { createGunzip } from 'node:zlib';
import { REGION_BYTES } from './limits';
import { Unpacked } from './unpacked';
import { ZlibDecoder } from './zlib-decoder';

/**
 * Unpacks gzip of any number of members (RFC 1952). Pulls the next chunk only when the last one is used up. Zero bytes behind the
 * last member are padding, anything else is not.
 *
 * @throws UnreadableFile where the gzip is damaged or cut off
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const unpacked = new Unpacked('gzip');
  const decoder = new ZlibDecoder(createGunzip({ chunkSize: REGION_BYTES }), unpacked);
  let padding = false;
  try {
    for await (const chunk of chunks) {
      if (chunk.length === 0) continue;
      unpacked.given += chunk.length;
      if (!padding) yield* decoder.take(chunk);
      const rest = Math.min(unpacked.given - decoder.used, chunk.length);
      padding = rest > 0;
      if (chunk.subarray(chunk.length - rest).some(byte => byte !== 0)) {
        throw unpacked.unreadable(`is followed by something else after ${decoder.used} bytes`);
      }
    }
    if (!padding) yield* decoder.finish();
  } finally {
    decoder.destroy();
  }
}
