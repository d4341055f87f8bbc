import { Decompress } from 'fzstd';
import type { Unpacked } from './unpacked';
import type { Decoder } from './zlib-decoder';

/** XXH64 as it comes along. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): bigint;
}

/** Bytes that the decoder is given at once: four of them can stand for a block of 128 KiB, and what comes of them waits in memory. */
const STEP_BYTES = 256;

/** Makes the hash that a zstd frame is checked by. */
export async function hasher(): Promise<() => Hash> {
  const { default: xxhash } = await import('xxhash-wasm');
  const { create64 } = await xxhash();
  return () => create64();
}

/** Unpacks one zstd frame without help of node:zlib. */
export class PortableZstd implements Decoder {
  private pieces: Buffer[] = [];
  private readonly fzstd = new Decompress(piece => {
    if (piece.length > 0) this.pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
  });

  constructor(private readonly unpacked: Unpacked, private readonly hash: Hash) {}

  async* take(chunk: Buffer): AsyncGenerator<Buffer, void, undefined> {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) yield* this.push(chunk.subarray(at, at + STEP_BYTES), false);
  }

  async* finish(checksum?: number): AsyncGenerator<Buffer, void, undefined> {
    yield* this.push(Buffer.alloc(0), true);
    if (checksum !== undefined && Number(BigInt.asUintN(32, this.hash.digest())) !== checksum) throw this.unpacked.damaged('the checksum does not match');
  }

  destroy(): void {
    this.pieces = [];
  }

  private* push(bytes: Buffer, final: boolean): Generator<Buffer, void, undefined> {
    try {
      // A copy, because the decoder keeps what it cannot use yet.
      this.fzstd.push(Uint8Array.from(bytes), final);
    } catch (error) {
      throw this.unpacked.damaged(error instanceof Error ? error.message : String(error));
    }
    const pieces = this.pieces;
    this.pieces = [];
    for (const piece of pieces) {
      this.hash.update(piece);
      this.unpacked.add(piece);
      yield piece;
    }
  }
}
