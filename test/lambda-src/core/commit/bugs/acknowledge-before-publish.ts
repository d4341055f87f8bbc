import { HARSH_WITHOUT_RECONCILE } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Deletes the message first: nobody delivers it again when the worker is killed. */
export const acknowledgeBeforePublish: PlantedBug = {
  name: 'acknowledge before publish',
  faults: HARSH_WITHOUT_RECONCILE,
  acknowledgeFirst: true,
};
