import { World } from '../commit/world';

/** The simulated bucket, with what matters between objects: versions of the same second, and a newest version that is taken back. */
export class Bucket extends World {
  /** Puts an object in the second of another one's last change, where that is no older than its own. */
  putAtOnceWith(other: string, key: string, rows: readonly string[]): void {
    const own = this.versions.get(key)?.at(-1)?.lastModified ?? '';
    const theirs = this.versions.get(other)?.at(-1)?.lastModified ?? '';
    this.put(key, rows);
    const history = this.versions.get(key) ?? [];
    if (theirs > own) this.versions.set(key, [...history.slice(0, -1), { ...history[history.length - 1], lastModified: theirs }]);
  }

  /** Deletes the newest version itself: the one before it is current again. */
  deleteNewest(key: string): void {
    this.versions.set(key, (this.versions.get(key) ?? []).slice(0, -1));
  }
}
