import { type Limits, tooManyBytes } from './limits';
import { unreadableStart } from './magic';

/** Watches what a file unpacks to, and refuses it as soon as that is too much: before it costs memory or time. */
export class Inflation {
  private packed = 0;
  private unpacked = 0;

  constructor(private readonly limits: Limits) {}

  /** The bytes before decompression, counted as they pass. */
  async* before(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      this.packed += chunk.length;
      yield chunk;
    }
  }

  /** The bytes after decompression, counted as they pass. */
  async* after(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      this.add(chunk.length);
      yield chunk;
    }
  }

  /** Bytes that were unpacked of so many. */
  count(packed: number, unpacked: number): void {
    this.packed += packed;
    this.add(unpacked);
  }

  private add(bytes: number): void {
    const { limits } = this;
    this.unpacked += bytes;
    if (this.unpacked > limits.bytes) {
      throw unreadableStart(tooManyBytes(limits.bytes));
    }
    if (this.unpacked > limits.sparedBytes && this.unpacked > this.packed * limits.ratio) {
      throw unreadableStart(`the file unpacks to more than ${limits.ratio} times its size: compress it less, or raise limits.compressionRatio`);
    }
  }
}
