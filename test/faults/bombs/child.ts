/** Ingests one file into nothing, in a process of its own, and tells how that ended and how much memory it took. Arguments: the file. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ObjectStore, OpenObject, RowStore } from '../../../lambda-src/core/ports';
import { Site } from '../slow/site';

/** What became of the file. */
export interface Ended {
  readonly status?: string;
  readonly message?: string;
  readonly rowsWritten?: number;
  readonly deadLetters: number;
  /** Largest resident set of the process, in bytes. */
  readonly peakBytes: number;
}

const NOWHERE: RowStore = {
  writer: () => ({
    durable: 0, throttled: false, write: () => undefined, drain: async () => undefined, flush: async () => undefined, abandon: async () => undefined,
  }),
};

function objectOf(file: string): ObjectStore {
  const { size } = statSync(file);
  const range = (from: number, to: number): AsyncIterable<Buffer> => createReadStream(file, { start: from, end: to - 1 });
  const object: OpenObject = {
    metadata: { size, etag: '"bomb"', versionId: null, contentType: null, checksum: null, userMetadata: {}, tags: {}, lastModified: '2026-01-01T00:00:00.000Z' },
    contentEncoding: null,
    identity: 'bomb',
    discard: () => undefined,
    body: () => range(0, size),
    range,
  };
  return { open: async () => object, head: async () => object };
}

async function main(file: string): Promise<Ended> {
  const key = basename(file);
  const site = new Site({ mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 0.1 });
  const { deadLetters } = await site.work(key, objectOf(file), NOWHERE);
  const { published } = site.item(key) ?? {};
  const peakBytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const { status, firstError, rowsWritten } = published ?? {};
  return { status, message: firstError?.message, rowsWritten, deadLetters: deadLetters.length, peakBytes };
}

void main(process.argv[2]).then((ended) => process.send?.(ended, () => process.exit()));
