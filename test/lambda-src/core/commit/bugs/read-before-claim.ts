import type { OpenObject } from '../../../../../lambda-src/core/ports';
import { HARSH_WITHOUT_RECONCILE } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Reads the object that was there before the claim. */
export const readBeforeClaim: PlantedBug = {
  name: 'read before claim',
  faults: HARSH_WITHOUT_RECONCILE,
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
