import { createGunzip, Gunzip } from 'node:zlib';
import { REGION_BYTES } from './limits';
import { Lines } from './lines';
import { UnreadableFile } from './parser';

/** What zlib says about its input, as opposed to about its own troubles. */
const INPUT_ERRORS = ['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT'];

/**
 * Unpacks gzip of any number of members (RFC 1952). Pulls the next chunk only when the last one is used up, so that
 * errors of the source and of the gzip never mix. Zero bytes behind the last member are padding, anything else is not.
 *
 * @throws UnreadableFile where the gzip is damaged or cut off
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const engine = new Engine();
  try {
    for await (const chunk of chunks) {
      if (chunk.length > 0) yield* engine.take(chunk);
    }
    yield* engine.finish();
  } finally {
    engine.destroy();
  }
}

class Engine {
  private readonly zlib: Gunzip = createGunzip({ chunkSize: REGION_BYTES });
  private readonly lines = new Lines();
  private given = 0;
  private unpacked = 0;
  private padding = false;
  private ended = false;
  private waiting?: () => void;

  constructor() {
    this.zlib.on('readable', () => this.wake());
    this.zlib.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.zlib.on('error', () => this.wake());
  }

  async* take(chunk: Buffer): AsyncGenerator<Buffer, void, undefined> {
    this.given += chunk.length;
    if (!this.padding) {
      let used = false;
      this.zlib.write(chunk, () => {
        used = true;
        this.wake();
      });
      yield* this.output(() => used);
    }
    const rest = Math.min(this.given - this.zlib.bytesWritten, chunk.length);
    this.padding = rest > 0;
    if (chunk.subarray(chunk.length - rest).some(byte => byte !== 0)) {
      throw this.unreadable(`is followed by something else after ${this.zlib.bytesWritten} bytes`);
    }
  }

  async* finish(): AsyncGenerator<Buffer, void, undefined> {
    if (this.padding) return;
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
      for (let piece: Buffer | null = this.zlib.read(); piece !== null; piece = this.zlib.read()) {
        this.lines.advance({ text: piece.toString('latin1'), base: this.unpacked }, piece.length);
        this.unpacked += piece.length;
        yield piece;
      }
      if (this.zlib.errored) throw this.translate(this.zlib.errored);
      if (done()) return;
      await new Promise<void>(resolve => { this.waiting = resolve; });
    }
  }

  private translate(error: Error & { code?: string }): Error {
    if (!INPUT_ERRORS.includes(error.code ?? '')) return error;
    if (error.code === 'Z_BUF_ERROR') return this.unreadable(`is cut off after ${this.given} bytes`);
    return this.unreadable(`is damaged within its first ${this.given} bytes (${error.message})`);
  }

  private unreadable(what: string): UnreadableFile {
    const message = `the gzip ${what}: compress the file again and upload the whole of it`;
    return new UnreadableFile(this.lines.error({ text: '', base: this.unpacked }, 0, message));
  }
}
