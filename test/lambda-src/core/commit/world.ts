import { objectId } from '../../../../lambda-src/core/identity';
import { ChangedObject, type Ledger, type ObjectStore, type OpenObject, type RowStore } from '../../../../lambda-src/core/ports';
import { type LedgerItem, Status } from '../../../../src/contract';

/** One version of an object. */
export interface Version {
  readonly versionId: string | null;
  readonly etag: string;
  readonly lastModified: string;
  /** Undefined for a delete marker. */
  readonly rows?: readonly string[];
}

/** Says at each I/O that a worker has reached it; resolves when it is the worker's turn. */
export type Step = () => Promise<void>;

/** A bucket, a ledger and a row store in memory, with the semantics of S3 and DynamoDB and a step before every I/O. */
export class World {
  readonly versions = new Map<string, Version[]>();
  readonly items = new Map<string, LedgerItem>();
  readonly rows = new Map<string, Map<number, string>>();
  private ticks = 0;

  constructor(readonly versioned: boolean) {}

  put(key: string, rows: readonly string[]): void {
    const version = { versionId: this.nextVersion(), etag: `"${rows.join('|')}"`, lastModified: this.tick(), rows };
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

  /** What a reader sees of a key: the rows of the published generation, in order. */
  visible(key: string): string[] {
    const published = this.items.get(key)?.published;
    if (published?.status !== Status.COMMITTED) return [];
    const rows = this.rows.get(`${objectId('b', key)}#${published.rev}`) ?? new Map<number, string>();
    return [...rows.entries()].sort(([a], [b]) => a - b).map(([, json]) => json);
  }

  ledger(step: Step): Ledger {
    const write = async (item: LedgerItem, change: (now: LedgerItem) => LedgerItem): Promise<boolean> => {
      await step();
      const now = this.items.get(item.key);
      if (now?.rev !== item.rev) return false;
      this.items.set(item.key, change(now));
      return true;
    };
    return {
      claim: async (key) => {
        await step();
        const before = this.items.get(key) ?? { id: objectId('b', key), bucket: 'b', key, rev: 0 };
        const item = { ...before, rev: before.rev + 1 };
        this.items.set(key, item);
        return item;
      },
      note: (item, latest) => write(item, (now) => ({ ...now, latest })),
      publish: (item, published) => write(item, (now) => ({ ...now, published, latest: undefined })),
      settle: (item) => write(item, (now) => ({ ...now, latest: undefined })),
    };
  }

  objects(step: Step, breaks: () => boolean): ObjectStore {
    const open = async (key: string): Promise<OpenObject | undefined> => {
      await step();
      const version = this.current(key);
      return version === undefined ? undefined : this.open(key, version, step, breaks);
    };
    return { open, head: open };
  }

  rowStore(step: Step): RowStore {
    return {
      writer: (id, rev) => {
        let waiting: [number, string][] = [];
        let count = 0;
        const store = async (): Promise<void> => {
          while (waiting.length > 0) {
            await step();
            const generation = this.rows.get(`${id}#${rev}`) ?? new Map<number, string>();
            // Two rows a step, so that a kill leaves a part of a generation behind.
            for (const [row, json] of waiting.splice(0, 2)) generation.set(row, json);
            this.rows.set(`${id}#${rev}`, generation);
          }
        };
        return {
          write: (json) => {
            waiting = [...waiting, [++count, json]];
          },
          drain: store,
          flush: store,
          abandon: async () => undefined,
        };
      },
    };
  }

  /** The body comes in two parts; a connection that breaks between them goes on only if the object is still the same. */
  private open(key: string, version: Version, step: Step, breaks: () => boolean): OpenObject {
    const content = Buffer.from((version.rows ?? []).map((row) => `${row}\n`).join(''));
    const stillThere = (): boolean => this.history(key).some((other) => other.versionId === version.versionId && other.etag === version.etag
      && (this.versioned || other === this.history(key).at(-1)));
    return {
      metadata: {
        size: content.length,
        etag: version.etag,
        versionId: version.versionId,
        contentType: null,
        checksum: null,
        userMetadata: {},
        lastModified: version.lastModified,
      },
      contentEncoding: null,
      identity: version.versionId ?? `${version.etag}${version.lastModified}`,
      discard: () => undefined,
      async* body() {
        const half = Math.floor(content.length / 2);
        yield content.subarray(0, half);
        await step();
        if (breaks() && !stillThere()) throw new ChangedObject('the object changed');
        yield content.subarray(half);
      },
    };
  }

  private history(key: string): Version[] {
    return this.versions.get(key) ?? [];
  }

  private nextVersion(): string | null {
    return this.versioned ? `v${this.ticks + 1}` : null;
  }

  private tick(): string {
    return new Date(++this.ticks * 1000).toISOString();
  }
}
