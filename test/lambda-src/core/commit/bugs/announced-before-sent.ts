import type { LedgerItem } from '../../../../../src/contract';
import type { PlantedBug } from '../fault-mix';
import { TELLING } from '../mixes';

/** Takes every publication that it finds for one that the others were told of. */
export const announcedBeforeSent: PlantedBug = {
  name: 'announced before the event is sent',
  faults: TELLING,
  plant: (ports) => {
    const told = (item: LedgerItem): LedgerItem => item.published ? { ...item, published: { ...item.published, announced: true } } : item;
    return {
      ...ports,
      ledger: {
        ...ports.ledger,
        claim: async (key) => told(await ports.ledger.claim(key)),
        claimFree: async (key, now) => {
          const { item, held } = await ports.ledger.claimFree(key, now);
          return { item: told(item), held };
        },
      },
    };
  },
};
