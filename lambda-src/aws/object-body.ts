import type { IncomingMessage } from 'node:http';
import { type AwsClient, ServiceError } from './client';
import type { ObjectMetadata } from '../../src/contract';
import { ChangedObject } from '../core/ports';

/** Which bytes are read. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Pick<ObjectMetadata, 'size' | 'etag' | 'versionId'>;
}

/** Broken connections in a row, without a byte between them, before the reader gives up. */
const MAX_BREAKS = 5;

/** A connection that brings nothing for so long is given up, in milliseconds. */
const SILENCE_MS = 20_000;

/**
 * The bytes of one version of an object. A broken connection is resumed where it broke, on condition that the object is
 * still the one that was opened; where it is not, {@link ChangedObject} is thrown and no byte of another version is seen.
 */
export class ObjectBody {
  private offset: number;
  private used = false;

  /**
   * @param answer an answer with all of the bytes; undefined where a range is to be asked for
   * @param from first byte
   * @param to the byte behind the last
   */
  constructor(
    private readonly client: AwsClient, private readonly object: ObjectReference, private answer?: IncomingMessage,
    from = 0, private readonly to = object.metadata.size,
  ) {
    this.offset = from;
    // A connection that breaks before anybody reads must not end the process.
    answer?.on('error', () => undefined);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.used) throw new Error('the body of an object can be read once');
    this.used = true;
    const size = this.to;
    for (let breaks = 0; this.offset < size; breaks++) {
      const before = this.offset;
      try {
        if (breaks > 0 || this.answer === undefined) this.answer = await this.resume();
        for await (const chunk of this.wanted(this.answer)) {
          this.offset += chunk.length;
          yield chunk;
        }
      } catch (error) {
        if (error instanceof ChangedObject || !isBroken(error)) throw error;
        if (this.offset > before) breaks = 0;
        if (breaks >= MAX_BREAKS) throw error;
        continue;
      }
      if (this.offset < size && breaks >= MAX_BREAKS) throw new Error(`the object ends after ${this.offset} of ${size} bytes`);
    }
  }

  /** A server may answer a request for a range with all of the bytes (RFC 9110, section 14.2). */
  private async *wanted(answer: IncomingMessage): AsyncGenerator<Buffer> {
    let at = answer.statusCode === 206 ? this.offset : 0;
    for await (const chunk of inTime(answer)) {
      const piece = chunk.subarray(Math.max(0, this.offset - at), Math.max(0, this.to - at));
      at += chunk.length;
      if (piece.length > 0) yield piece;
      if (this.offset >= this.to) return;
    }
  }

  discard(): void {
    if (this.answer === undefined) return;
    if (!this.answer.complete) this.answer.destroy();
    else this.answer.resume();
  }

  private async resume(): Promise<IncomingMessage> {
    const { bucket, key, metadata } = this.object;
    try {
      const answer = await this.client.s3({
        method: 'GET',
        bucket,
        key,
        query: { versionId: metadata.versionId ?? undefined },
        headers: { 'Range': `bytes=${this.offset}-${this.to - 1}`, 'If-Match': `"${metadata.etag}"` },
      });
      answer.on('error', () => undefined);
      return answer;
    } catch (error) {
      if (error instanceof ServiceError && (error.status === 412 || error.status === 404 || error.status === 416)) {
        throw new ChangedObject(`the object changed after ${this.offset} of ${metadata.size} bytes`);
      }
      throw error;
    }
  }
}

/** Chunks as they come; a silent connection breaks. The time that the consumer takes does not count. */
async function* inTime(answer: IncomingMessage): AsyncGenerator<Buffer> {
  const iterator = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const timer = setTimeout(() => answer.destroy(Object.assign(new Error('the connection fell silent'), { code: 'ETIMEDOUT' })), SILENCE_MS);
      const next = await iterator.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Errors of the connection, not of what was asked. */
function isBroken(error: unknown): boolean {
  if (error instanceof ServiceError) return error.retryable;
  return typeof (error as NodeJS.ErrnoException | null)?.code === 'string';
}
