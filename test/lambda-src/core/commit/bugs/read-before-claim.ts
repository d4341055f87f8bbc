import type { OpenObject } from '../../../../../lambda-src/core/ports';
import type { PlantedBug } from '../fault-mix';
import { HARSH } from '../mixes';

/** Reads the object that was there before the claim. */
export const readBeforeClaim: PlantedBug = {
  name: 'read before claim',
  faults: HARSH,
  plant: (ports) => {
    let early: Promise<OpenObject | undefined>;
    return {
      ...ports,
      ledger: {
        ...ports.ledger,
        claimFree: async (key, now) => {
          early = ports.objects.open(key);
          await early;
          return ports.ledger.claimFree(key, now);
        },
      },
      objects: { ...ports.objects, open: () => early },
    };
  },
};
