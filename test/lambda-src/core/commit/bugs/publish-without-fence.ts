import type { PlantedBug } from '../fault-mix';
import { TELLING } from '../mixes';

/** Publishes whatever happened in between. */
export const publishWithoutFence: PlantedBug = {
  name: 'publish without the fence',
  faults: TELLING,
  plant: (ports, world) => ({
    ...ports,
    ledger: {
      ...ports.ledger,
      publish: async (item, published) => {
        await ports.ledger.publish(item, published);
        const now = world.items.get(item.key);
        if (now) world.items.set(item.key, { ...now, published, latest: undefined });
        return true;
      },
    },
  }),
};
