/* eslint-disable no-bitwise -- the format is made of bit fields */
import { Byte } from './bytes';
import type { Unpacked } from './unpacked';

/** The largest window that is taken, in bytes: what `zstd --long` and `--ultra` need, and what the decoders allocate. */
const MAX_WINDOW = 128 * 1024 * 1024;
/** A block is never larger. */
const MAX_BLOCK = 128 * 1024;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const MAGIC_BYTES = 4;
const SKIPPABLE_BYTES = 8;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/** A stretch of the bytes of one frame. */
export interface FramePart {
  readonly bytes: Buffer;
  /** Whether the frame ends with it. */
  readonly ends: boolean;
  /** Low half of the XXH64 of the frame's content, where the frame has one and ends here. */
  readonly checksum?: number;
}

/**
 * Finds the frames of a zstd file (RFC 8878) without unpacking them: node:zlib stops behind the first one and says nothing, and
 * neither decoder looks at the window before it allocates it. Skippable frames are left out.
 */
export class ZstdFrames {
  private state: 'frame' | 'block' | 'content' | 'checksum' | 'skipped' = 'frame';
  /** Bytes of a header that is not complete yet. */
  private head: number[] = [];
  /** Bytes of the content, the checksum or the skipped frame that are still to come. */
  private left = 0;
  private last = false;
  private hasChecksum = false;
  private checksum = 0;
  /** Index behind the last step. */
  private at = 0;

  constructor(private readonly unpacked: Unpacked) {}

  /** The parts of frames in the next bytes of the file. */
  * split(chunk: Buffer): Generator<FramePart, void, undefined> {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.state === 'frame') {
        this.head.push(chunk[at++]);
        const begun = this.frameHeader();
        if (begun) yield { bytes: begun, ends: false };
        from = at;
      } else if (this.state === 'skipped') {
        at += this.pass(chunk.length - at);
        from = at;
        if (this.left === 0) this.state = 'frame';
      } else if (this.step(chunk, at)) {
        at = this.at;
        yield { bytes: chunk.subarray(from, at), ends: true, ...this.hasChecksum && { checksum: this.checksum >>> 0 } };
        from = at;
        this.state = 'frame';
      } else {
        at = this.at;
      }
    }
    if (from < at) yield { bytes: chunk.subarray(from, at), ends: false };
  }

  /** @throws UnreadableFile where the file ends inside a frame */
  finish(): void {
    if (this.state !== 'frame' || this.head.length > 0) throw this.unpacked.cutOff();
  }

  /** Moves on inside a frame; returns whether the frame is complete. */
  private step(chunk: Buffer, from: number): boolean {
    this.at = from;
    if (this.state === 'block') {
      this.head.push(chunk[this.at++]);
      if (this.head.length < 3) return false;
      this.blockHeader();
    } else {
      const bytes = this.pass(chunk.length - from);
      if (this.state === 'checksum') {
        for (let n = 0; n < bytes; n++) this.checksum = (this.checksum >>> 8) | (chunk[from + n] << 24);
      }
      this.at += bytes;
    }
    if (this.left > 0) return false;
    if (this.state === 'checksum' || (this.last && !this.hasChecksum)) return true;
    if (this.last) {
      this.state = 'checksum';
      this.left = CHECKSUM_BYTES;
    } else {
      this.state = 'block';
    }
    return false;
  }

  private pass(available: number): number {
    const bytes = Math.min(this.left, available);
    this.left -= bytes;
    return bytes;
  }

  private blockHeader(): void {
    const header = this.head[0] | (this.head[1] << 8) | (this.head[2] << 16);
    this.head = [];
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED_BLOCK || size > MAX_BLOCK) throw this.unpacked.damaged('a block that zstd does not have');
    this.last = (header & 1) === 1;
    this.left = type === RLE_BLOCK ? 1 : size;
    this.state = 'content';
  }

  /** The header, once it is complete and that of a frame with content. */
  private frameHeader(): Buffer | undefined {
    const bytes = Buffer.from(this.head);
    if (bytes.length < MAGIC_BYTES) return undefined;
    const magic = bytes.readUInt32LE();
    if ((magic & 0xfffffff0) === SKIPPABLE) {
      if (bytes.length < SKIPPABLE_BYTES) return undefined;
      this.left = bytes.readUInt32LE(MAGIC_BYTES);
      this.head = [];
      this.state = this.left > 0 ? 'skipped' : 'frame';
      return undefined;
    }
    if (magic !== MAGIC) throw this.unpacked.unreadable('is followed by something else');
    if (bytes.length === MAGIC_BYTES) return undefined;
    const descriptor = bytes[MAGIC_BYTES];
    const single = (descriptor & Byte.SPACE) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
    const sizeBytes = descriptor >> 6 === 0 ? (single ? 1 : 0) : 1 << (descriptor >> 6);
    const length = MAGIC_BYTES + 1 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
    if (bytes.length < length) return undefined;
    const window = single ? contentSize(bytes, length - sizeBytes, sizeBytes) : windowSize(bytes[MAGIC_BYTES + 1]);
    if (window > MAX_WINDOW) throw this.unpacked.unreadable(`needs a window of ${window} bytes and ${MAX_WINDOW} are allowed`);
    if (dictionaryBytes > 0) throw this.unpacked.unreadable('needs a dictionary that is not in it');
    this.hasChecksum = (descriptor & 4) !== 0;
    this.head = [];
    this.state = 'block';
    this.last = false;
    return bytes;
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Buffer, at: number, length: number): number {
  if (length === 8) return Number(bytes.readBigUInt64LE(at));
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}
