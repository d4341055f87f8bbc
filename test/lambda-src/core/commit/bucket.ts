import type { File } from './files';
import type { Step } from './turns';
import { ChangedObject, type ObjectStore, type OpenObject } from '../../../../lambda-src/core/ports';

/** One version of an object. */
export interface Version {
  readonly versionId: string | null;
  readonly etag: string;
  readonly lastModified: string;
  /** Undefined for a delete marker. */
  readonly content?: Buffer;
  /** What the content says, as a reader is to see it. Undefined for a delete marker. */
  readonly rows?: readonly string[];
  readonly rejected?: readonly string[];
}

/** A connection brings so many bytes at a time. */
const CHUNK_BYTES = 24;

const NOTHING = Buffer.alloc(0);

/** What brings an object. */
interface Connection {
  readonly content: Buffer;
  /** Whether the bucket still holds the object. */
  readonly isThere: () => boolean;
  readonly breaks: () => boolean;
  readonly step: Step;
}

/** Bytes of an object as they come; a connection that breaks goes on only if the object is still the same. */
async function* pieces({ content, isThere, breaks, step }: Connection, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; at += CHUNK_BYTES) {
    // The first bytes of a body come with its head.
    if (at > 0) await step();
    if (at > 0 && (at === from || breaks()) && !isThere()) throw new ChangedObject('the object changed');
    yield content.subarray(at, Math.min(to, at + CHUNK_BYTES));
  }
}

/** A bucket in memory, with the semantics of S3. */
export class Bucket {
  protected readonly versions = new Map<string, Version[]>();
  private ticks = 0;

  constructor(readonly versioned: boolean, private readonly now: () => number) {}

  put(key: string, { content, rows, rejected = [] }: Pick<File, 'content' | 'rows'> & Partial<File>): void {
    const etag = `"${content.length}-${[...rows, ...rejected].join('|')}"`;
    const version = { versionId: this.nextVersion(), etag, lastModified: this.tick(), content: Buffer.from(content), rows, rejected };
    this.versions.set(key, this.versioned ? [...this.history(key), version] : [version]);
  }

  delete(key: string): void {
    const marker = { versionId: this.nextVersion(), etag: '', lastModified: this.tick() };
    this.versions.set(key, this.versioned && this.history(key).length > 0 ? [...this.history(key), marker] : []);
  }

  /** Takes away the newest delete marker, where it is the current version. */
  undelete(key: string): void {
    const history = this.history(key);
    if (history.length > 0 && history[history.length - 1].rows === undefined) this.versions.set(key, history.slice(0, -1));
  }

  /** Deletes the version that is oldest, which changes what the key holds only where it is the only one. */
  deleteOldest(key: string): void {
    if (this.versioned && this.history(key).length > 1) this.versions.set(key, this.history(key).slice(1));
  }

  current(key: string): Version | undefined {
    const newest = this.history(key).at(-1);
    return newest?.rows === undefined ? undefined : newest;
  }

  /** The bucket as a worker sees it. */
  objects(step: Step, breaks: () => boolean): ObjectStore {
    const open = async (key: string): Promise<OpenObject | undefined> => {
      await step();
      const version = this.current(key);
      return version === undefined ? undefined : this.open(key, version, step, breaks);
    };
    return { open, head: open };
  }

  private open(key: string, version: Version, step: Step, breaks: () => boolean): OpenObject {
    const content = version.content ?? NOTHING;
    const isThere = (): boolean => this.holds(key, version);
    return {
      metadata: {
        size: content.length,
        etag: version.etag,
        versionId: version.versionId,
        contentType: null,
        checksum: null,
        userMetadata: {},
        tags: {},
        lastModified: version.lastModified,
      },
      contentEncoding: null,
      identity: version.versionId ?? `${version.etag}${version.lastModified}`,
      discard: () => undefined,
      body: () => pieces({ content, isThere, breaks, step }, 0, content.length),
      range: (from, to) => pieces({ content, isThere, breaks, step }, from, to),
    };
  }

  private holds(key: string, { versionId, etag, lastModified }: Version): boolean {
    const history = this.history(key);
    const candidates = this.versioned ? history : history.slice(-1);
    return candidates.some((other) => other.versionId === versionId && other.etag === etag && other.lastModified === lastModified);
  }

  protected history(key: string): Version[] {
    return this.versions.get(key) ?? [];
  }

  private nextVersion(): string | null {
    return this.versioned ? `v${this.ticks + 1}` : null;
  }

  private tick(): string {
    return new Date(this.now() + ++this.ticks).toISOString();
  }
}
