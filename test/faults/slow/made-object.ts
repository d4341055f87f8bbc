import type { Corpus } from '../../../bench/corpus';
import type { ObjectStore, OpenObject, RowStore, RowTarget, RowWriter } from '../../../lambda-src/core/ports';

/** A socket brings so many bytes at once. */
const CHUNK_BYTES = 64 * 1024;

/** An object whose bytes are made when they are asked for, by their offset; each piece takes its time. */
export function madeObject(corpus: Corpus, pass: (milliseconds: number) => Promise<void>, msPerChunk: number): ObjectStore {
  const range = async function* (from: number, to: number): AsyncGenerator<Buffer> {
    let at = from;
    for (const piece of corpus.read(from)) {
      for (let start = 0; start < piece.length; start += CHUNK_BYTES) {
        const chunk = piece.subarray(start, Math.min(piece.length, start + CHUNK_BYTES, start + to - at));
        if (chunk.length === 0) return;
        await pass(msPerChunk);
        at += chunk.length;
        yield chunk;
      }
    }
  };
  return storeOf(corpus.bytes, range);
}

/** An object of given bytes, so many of them at a time; each piece takes its time. */
export function slowObject(bytes: Buffer, pass: (milliseconds: number) => Promise<void>, msPerChunk: number, chunkBytes: number): ObjectStore {
  return storeOf(bytes.length, async function* (from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; at += chunkBytes) {
      await pass(msPerChunk);
      yield bytes.subarray(at, Math.min(to, at + chunkBytes));
    }
  });
}

function storeOf(size: number, range: OpenObject['range']): ObjectStore {
  const object: OpenObject = {
    metadata: {
      size, etag: '"made"', versionId: null, contentType: null, checksum: null, userMetadata: {}, tags: {}, lastModified: '2026-01-01T00:00:00.000Z',
    },
    contentEncoding: null,
    identity: 'made',
    discard: () => undefined,
    body: () => range(0, size),
    range,
  };
  return { open: async () => object, head: async () => object };
}

/** Takes rows, and compares each with the one that the corpus has at its place. */
export class RowCounter implements RowStore {
  /** The first row that is none of the corpus. */
  wrong: string | undefined;
  private readonly seen: Uint8Array;
  /** By part: how far the numbers of its rows are from those of the file. */
  private readonly offsets = new Map<number, Set<number>>();

  constructor(private readonly corpus: Corpus) {
    this.seen = new Uint8Array(corpus.rows + 1);
  }

  writer({ part, from, durable }: RowTarget): RowWriter {
    const offsets = this.offsets.get(part) ?? new Set<number>();
    this.offsets.set(part, offsets);
    let count = from;
    return {
      get durable() {
        return Math.max(count, durable);
      },
      throttled: false,
      write: (json) => {
        const n = Number(json.slice(7, 16)) - 100_000_000;
        if (json !== this.corpus.json(n)) this.wrong ??= json;
        offsets.add(n - ++count);
        this.seen[n] = 1;
      },
      drain: async () => undefined,
      flush: async () => undefined,
      abandon: async () => undefined,
    };
  }

  /** Whether the rows of the parts, one part after the other, are those of the file. */
  isWhole(counts: readonly number[]): boolean {
    let before = 0;
    for (const [part, rows] of counts.entries()) {
      if (rows > 0 && [...this.offsets.get(part) ?? []].join() !== String(before)) return false;
      before += rows;
    }
    return before === this.corpus.rows && this.wrong === undefined && this.seen.indexOf(0, 1) < 0;
  }
}
