import { HARSH } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Removes what is superseded at once: its writer may go on writing, and its readers reading. */
export const sweepWhileAWriterMayLive: PlantedBug = {
  name: 'sweep while a writer may live',
  faults: { ...HARSH, sweeps: true },
  sweepGraceMs: 0,
};
