import type { Put } from './record-table';
import type { UpsertBug } from './upsert-worker';
import { type Latest, type LedgerItem, type Published, Status } from '../../../../src/contract';

function withVersion({ Item, ...rest }: Put, change: (version: string) => string): Put {
  return { ...rest, Item: { ...Item, version: { S: change(Item.version.S) } } };
}

const timeAlone = ({ effectiveAt: _, ...rest }: Latest & Published): Latest & Published => rest;

/** An item without its attempt, but for the time of it. */
function forgetful({ latest, ...item }: LedgerItem): LedgerItem {
  if (latest?.effectiveAt === undefined || item.published === undefined) return item;
  return { ...item, published: { ...item.published, effectiveAt: [latest.effectiveAt, item.published.effectiveAt ?? ''].sort()[1] } };
}

/** Every bug that the simulation must catch. */
export const BUGS: readonly UpsertBug[] = [
  {
    name: 'no condition: the last to arrive wins',
    put: ({ Item }) => ({ Item }),
  },
  {
    name: 'the time of the last change alone is compared',
    put: (put) => withVersion(put, (version) => version.slice(0, 24)),
  },
  {
    name: 'the claim is not compared',
    put: (put) => withVersion(put, (version) => version.replace(/\0\d{12}/, '\0')),
  },
  {
    name: 'the object key is not compared',
    put: (put) => withVersion(put, (version) => version.replace(/^(.{24})[^\0]*/, '$1')),
  },
  {
    name: 'a deletion deletes the item and leaves no tombstone',
    put: (put, table) => {
      if (put.Item.deleted === undefined) return put;
      const id = `${put.Item.pk.S}\0${put.Item.sk.S}`;
      const there = table.items.get(id);
      if (there !== undefined && there.version.S <= put.Item.version.S) table.items.delete(id);
      return undefined;
    },
  },
  {
    name: 'the time goes back with the version',
    plant: (ports) => ({
      ...ports,
      ledger: {
        ...ports.ledger,
        note: (item, latest) => ports.ledger.note(item, timeAlone(latest as Latest & Published)),
        publish: (item, published) => ports.ledger.publish(item, timeAlone(published as Latest & Published)),
      },
    }),
  },
  {
    name: 'an attempt writes although a newer claim exists',
    // It takes an attempt that reads the newest version, and another that reads the one before it, at once.
    faults: { objects: 1, kills: 0, errors: 0, duplicates: 0.6 },
    plant: (ports) => ({
      ...ports,
      ledger: {
        ...ports.ledger,
        note: async (item, latest) => {
          await ports.ledger.note(item, latest);
          return true;
        },
      },
    }),
  },
  {
    name: 'a reconcile leaves alone what every attempt failed on',
    faults: { givenUp: 0.5, kills: 0.01, stepMs: 1600 },
    overlooks: ({ latest }) => latest?.status === Status.FAILED,
  },
  {
    name: 'what is published counts as done although a newer attempt has written',
    plant: (ports) => ({
      ...ports,
      ledger: {
        ...ports.ledger,
        claim: async (key) => forgetful(await ports.ledger.claim(key)),
        claimFree: async (key, now) => {
          const { item, held } = await ports.ledger.claimFree(key, now);
          return { item: held ? item : forgetful(item), held };
        },
      },
    }),
  },
];
