import type { Put } from './record-table';
import type { Ledger } from '../../../../lambda-src/core/ports';
import type { ObjectMetadata } from '../../../../src/contract';

/** A record that reached the table. */
export interface Effect {
  /** Partition and sort key. */
  readonly id: string;
  readonly object: string;
  readonly rev: number;
  /** When records of this generation take effect, as the model sees it. */
  readonly time: string;
  /** The row that the object has last for this key. */
  readonly json: string;
}

/** A ledger that tells which claim its worker holds. */
export interface WatchedLedger extends Ledger {
  rev(): number;
}

interface Generation {
  readonly time: string;
  readonly rows: readonly string[];
}

/**
 * Keeps, beside the code under test, what arrived and in which order it counts: the time of a generation is the latest of the times that any
 * generation of the object was noted or published with, up to it. Knows nothing of how the code writes its versions.
 */
export class Effects {
  readonly list: Effect[] = [];
  private readonly times = new Map<string, string>();
  private readonly generations = new Map<string, Generation>();

  /** @param idOf - the key that a row must be found by */
  constructor(private readonly idOf: (row: string) => string) {}

  /** A record leaves for the table. What is returned is to be called when it arrives, whatever has become of its sender. */
  sent(object: string, rev: number, { Item }: Put): () => void {
    const id = `${Item.pk.S}\0${Item.sk.S}`;
    const generation = this.generations.get(`${object} ${rev}`);
    const json = generation?.rows.filter((row) => this.idOf(row) === id).at(-1);
    if (generation === undefined || json === undefined) throw new Error(`${object} sent ${JSON.stringify(id)}, which claim ${rev} has not read`);
    return () => void this.list.push({ id, object, rev, time: generation.time, json });
  }

  watch(ledger: Ledger): WatchedLedger {
    let rev = 0;
    return {
      ...ledger,
      rev: () => rev,
      claim: async (key) => {
        const item = await ledger.claim(key);
        rev = item.rev;
        return item;
      },
      note: async (item, latest) => {
        const held = await ledger.note(item, latest);
        this.took(item.key, item.rev, latest, held);
        return held;
      },
      publish: async (item, published) => {
        const held = await ledger.publish(item, published);
        this.took(item.key, item.rev, published, held);
        return held;
      },
    };
  }

  private took(object: string, rev: number, { lastModified = '', etag = '""' }: Partial<ObjectMetadata>, held: boolean): void {
    const time = [this.times.get(object) ?? '', lastModified].sort()[1];
    if (held) this.times.set(object, time);
    this.generations.set(`${object} ${rev}`, { time, rows: etag.slice(1, -1).split('|') });
  }
}
