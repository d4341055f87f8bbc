import type { ListedObject } from '../../../../lambda-src/core/operations/ports';
import { Bucket } from '../commit/bucket';
import { World } from '../commit/world';

/** The simulated bucket, with what matters between objects: versions of the same moment, and a newest version that is taken back. */
export class UpsertBucket extends Bucket {
  private readonly rowsByEtag = new Map<string, readonly string[]>();

  putRows(key: string, rows: readonly string[]): void {
    this.put(key, { content: rows.map((row) => `${row}\n`).join(''), rows });
    this.rowsByEtag.set(this.current(key)?.etag ?? '', rows);
  }

  /** Puts an object in the moment of another one's last change, where that is no older than its own. */
  putAtOnceWith(other: string, key: string, rows: readonly string[]): void {
    const own = this.history(key).at(-1)?.lastModified ?? '';
    const theirs = this.history(other).at(-1)?.lastModified ?? '';
    this.putRows(key, rows);
    const history = this.history(key);
    if (theirs > own) this.versions.set(key, [...history.slice(0, -1), { ...history[history.length - 1], lastModified: theirs }]);
  }

  /** Deletes the newest version itself: the one before it is current again. */
  deleteNewest(key: string): void {
    this.versions.set(key, this.history(key).slice(0, -1));
  }

  /** The rows of a content, whether it is still there or not. */
  rowsOf(etag: string): readonly string[] {
    return this.rowsByEtag.get(etag) ?? [];
  }
}

/** The world of the commit's simulation around such a bucket. */
export class UpsertWorld extends World {
  override readonly bucket: UpsertBucket;

  constructor(versioned: boolean) {
    super(versioned);
    this.bucket = new UpsertBucket(versioned, () => this.now);
  }

  /** What a listing of the bucket shows of a key. */
  listed(key: string): ListedObject | undefined {
    const { etag = '', lastModified = '', content } = this.current(key) ?? {};
    return content && { key, etag, lastModified, size: content.length, storageClass: 'STANDARD', restored: false };
  }
}
