import { acknowledgeBeforePublish } from './acknowledge-before-publish';
import { announceBeforePublish } from './announce-before-publish';
import { announcedBeforeSent } from './announced-before-sent';
import { deleteBelieved } from './delete-believed';
import { noIfMatch } from './no-if-match';
import { partCountedTwice } from './part-counted-twice';
import { publishBeforeRows } from './publish-before-rows';
import { publishWithoutFence } from './publish-without-fence';
import { quarantineShared } from './quarantine-shared';
import { readBeforeClaim } from './read-before-claim';
import { slowIsPoison } from './slow-is-poison';
import { sweepWhileAWriterMayLive } from './sweep-while-a-writer-may-live';
import type { PlantedBug } from '../fault-mix';

/** Every bug that the simulation must catch, a file each. */
export const BUGS: readonly PlantedBug[] = [
  readBeforeClaim,
  publishWithoutFence,
  publishBeforeRows,
  acknowledgeBeforePublish,
  noIfMatch,
  deleteBelieved,
  sweepWhileAWriterMayLive,
  partCountedTwice,
  slowIsPoison,
  quarantineShared,
  announceBeforePublish,
  announcedBeforeSent,
];
