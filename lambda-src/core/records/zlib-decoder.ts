import type { Transform } from 'node:stream';
import type { Unpacked } from './unpacked';

/** What zlib says about its input, as opposed to about its own troubles. */
const INPUT_ERROR = /^(Z_DATA_ERROR|Z_BUF_ERROR|Z_NEED_DICT|ZSTD_error_\w+)$/;

/** A decoder, chunk by chunk. It gives back what it has before it takes more, so errors of the source never mix with its own. */
export interface Decoder {
  take(chunk: Buffer): AsyncIterable<Buffer>;
  /** After the last chunk. `checksum` is what the file says, where the decoder does not look itself. */
  finish(checksum?: number): AsyncIterable<Buffer>;
  destroy(): void;
}

/** A stream of node:zlib as a {@link Decoder}. */
export class ZlibDecoder implements Decoder {
  private ended = false;
  private waiting?: () => void;

  constructor(private readonly zlib: Transform & { readonly bytesWritten: number }, private readonly unpacked: Unpacked) {
    zlib.on('readable', () => this.wake());
    zlib.on('end', () => {
      this.ended = true;
      this.wake();
    });
    zlib.on('error', () => this.wake());
  }

  /** Bytes that were used; less than given where something stands behind the end. */
  get used(): number {
    return this.zlib.bytesWritten;
  }

  async* take(chunk: Buffer): AsyncGenerator<Buffer, void, undefined> {
    let used = false;
    this.zlib.write(chunk, () => {
      used = true;
      this.wake();
    });
    yield* this.output(() => used);
  }

  async* finish(): AsyncGenerator<Buffer, void, undefined> {
    this.zlib.end();
    yield* this.output(() => this.ended);
  }

  destroy(): void {
    this.zlib.destroy();
  }

  private wake(): void {
    this.waiting?.();
  }

  private async* output(done: () => boolean): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      for (let piece = this.zlib.read() as Buffer | null; piece !== null; piece = this.zlib.read() as Buffer | null) {
        this.unpacked.add(piece);
        yield piece;
      }
      if (this.zlib.errored) throw this.translate(this.zlib.errored);
      if (done()) return;
      await new Promise<void>(resolve => { this.waiting = resolve; });
    }
  }

  private translate(error: Error & { code?: string }): Error {
    if (!INPUT_ERROR.test(error.code ?? '')) return error;
    return error.code === 'Z_BUF_ERROR' ? this.unpacked.cutOff() : this.unpacked.damaged(error.message);
  }
}
