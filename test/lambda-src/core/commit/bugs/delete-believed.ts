import { HARSH_WITHOUT_RECONCILE } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Believes the ledger where it says that the key is gone, without looking into the bucket. */
export const deleteBelieved: PlantedBug = {
  name: 'a delete event believed without looking',
  faults: HARSH_WITHOUT_RECONCILE,
  plant: (ports, world) => ({
    ...ports,
    objects: {
      ...ports.objects,
      open: async (key) => world.items.get(key)?.published?.status === 'DELETED' ? undefined : ports.objects.open(key),
    },
  }),
};
