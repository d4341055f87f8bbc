import type { Put } from './record-table';
import type { UpsertBucket } from './upsert-world';
import type { Claim, Ledger } from '../../../../lambda-src/core/ports';
import type { LedgerItem, ObjectMetadata } from '../../../../src/contract';

/** A row that says where it stands: object, number of its version, place in it. Of one version at most one row of a key deletes. */
export interface Row {
  readonly customer: number;
  readonly order: number;
  readonly op: 'U' | 'D';
  readonly at: readonly [object: string, version: number, place: number];
}

/** A record that reached the table. */
export interface Effect {
  /** Partition and sort key. */
  readonly id: string;
  readonly object: string;
  readonly rev: number;
  /** When records of this generation take effect, as the model sees it. */
  readonly time: string;
  readonly json: string;
}

/** A ledger that tells which generation its worker is at. */
export interface WatchedLedger extends Ledger {
  rev(): number;
}

interface Generation {
  readonly time: string;
  readonly rows: readonly string[];
}

/** Where the table keeps a row. */
export function idOf(json: string): string {
  const { customer, order } = JSON.parse(json) as Row;
  return `b#r##${customer}\0${order}`;
}

/**
 * Keeps, beside the code under test, what arrived and in which order it counts: the time of a generation is the latest of the times that any
 * generation of the object began with, up to it. Knows nothing of how the code writes its versions.
 */
export class Effects {
  readonly list: Effect[] = [];
  private readonly times = new Map<string, string>();
  private readonly generations = new Map<string, Generation>();

  constructor(private readonly bucket: UpsertBucket) {}

  /** A record leaves for the table. What is returned is to be called when it arrives, whatever has become of its sender. */
  sent(object: string, rev: number, { Item }: Put): () => void {
    const id = `${Item.pk.S}\0${Item.sk.S}`;
    const generation = this.generations.get(`${object} ${rev}`);
    const isIt = (row: string): boolean => Item.data ? row === Item.data.S : (JSON.parse(row) as Row).op === 'D';
    const json = generation?.rows.find((row) => idOf(row) === id && isIt(row));
    if (generation === undefined || json === undefined) throw new Error(`${object} sent ${JSON.stringify(Item)}, which generation ${rev} has not read`);
    return () => void this.list.push({ id, object, rev, time: generation.time, json });
  }

  watch(ledger: Ledger): WatchedLedger {
    let rev = 0;
    const at = <T extends LedgerItem | undefined>(item: T): T => {
      rev = item?.rev ?? rev;
      return item;
    };
    return {
      ...ledger,
      rev: () => rev,
      claim: async (key) => at(await ledger.claim(key)),
      claimFree: async (key, now): Promise<Claim> => {
        const claim = await ledger.claimFree(key, now);
        if (!claim.held) at(claim.item);
        return claim;
      },
      read: async (key) => at(await ledger.read(key)),
      note: async (item, latest) => {
        const held = await ledger.note(item, latest);
        this.began(item.key, item.rev, latest, held);
        return held;
      },
      publish: async (item, published) => {
        const held = await ledger.publish(item, published);
        this.began(item.key, item.rev, published, held);
        return held;
      },
    };
  }

  private began(object: string, rev: number, { lastModified = '', etag = '' }: Partial<ObjectMetadata>, held: boolean): void {
    if (this.generations.has(`${object} ${rev}`)) return;
    const time = [this.times.get(object) ?? '', lastModified].sort()[1];
    if (held) this.times.set(object, time);
    this.generations.set(`${object} ${rev}`, { time, rows: this.bucket.rowsOf(etag) });
  }
}
