import { acknowledgeBeforePublish } from './acknowledge-before-publish';
import { deleteBelieved } from './delete-believed';
import { noIfMatch } from './no-if-match';
import { publishBeforeRows } from './publish-before-rows';
import { publishWithoutFence } from './publish-without-fence';
import { readBeforeClaim } from './read-before-claim';
import type { PlantedBug } from '../simulation';

/** Every bug that the simulation must catch, a file each. */
export const BUGS: readonly PlantedBug[] = [
  readBeforeClaim,
  publishWithoutFence,
  publishBeforeRows,
  acknowledgeBeforePublish,
  noIfMatch,
  deleteBelieved,
];
