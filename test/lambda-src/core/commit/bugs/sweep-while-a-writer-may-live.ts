import type { PlantedBug } from '../fault-mix';
import { SWEEPS } from '../mixes';

/** Removes what is superseded at once: its writer may go on writing, and its readers reading. */
export const sweepWhileAWriterMayLive: PlantedBug = {
  name: 'sweep while a writer may live',
  faults: { ...SWEEPS, lost: 0 },
  sweepGraceMs: 0,
};
