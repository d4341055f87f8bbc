import type { PlantedBug } from '../fault-mix';
import { TELLING } from '../mixes';

/** Deletes the message first: nobody delivers it again when the worker is killed. */
export const acknowledgeBeforePublish: PlantedBug = {
  name: 'acknowledge before publish',
  faults: TELLING,
  acknowledgeFirst: true,
};
