import { announce } from '../../../../../lambda-src/core/commit/announce';
import { HARSH_WITHOUT_RECONCILE } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Tells the others of a generation before readers see it. */
export const announceBeforePublish: PlantedBug = {
  name: 'announce before publish',
  faults: HARSH_WITHOUT_RECONCILE,
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
