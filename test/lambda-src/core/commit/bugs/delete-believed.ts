import type { PlantedBug } from '../fault-mix';
import { HARSH } from '../mixes';

/** Believes the ledger where it says that the key is gone, without looking into the bucket. */
export const deleteBelieved: PlantedBug = {
  name: 'a delete event believed without looking',
  faults: HARSH,
  plant: (ports, world) => ({
    ...ports,
    objects: {
      ...ports.objects,
      open: async (key) => world.items.get(key)?.published?.status === 'DELETED' ? undefined : ports.objects.open(key),
    },
  }),
};
