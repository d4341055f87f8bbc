import { announce } from '../../../../../lambda-src/core/commit/announce';
import type { PlantedBug } from '../fault-mix';
import { TELLING } from '../mixes';

/** Tells the others of a generation before readers see it. */
export const announceBeforePublish: PlantedBug = {
  name: 'announce before publish',
  faults: TELLING,
  plant: (ports) => ({
    ...ports,
    ledger: {
      ...ports.ledger,
      publish: async (item, published) => {
        await announce(item, published, ports);
        return ports.ledger.publish(item, published);
      },
    },
  }),
};
