import { duplicateKey } from './duplicate-key';
import { noUnprocessedLoop } from './no-unprocessed-loop';
import type { BatchBug } from '../simulation';

/** Every bug that the simulation of batches must catch, a file each. */
export const BATCH_BUGS: readonly BatchBug[] = [noUnprocessedLoop, duplicateKey];
