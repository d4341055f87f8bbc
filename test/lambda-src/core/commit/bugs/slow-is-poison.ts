import type { PlantedBug } from '../fault-mix';
import { SLOW } from '../mixes';

/** Fails where time is up, instead of leaving the rest to the next invocation. */
export const slowIsPoison: PlantedBug = {
  name: 'slow counted as poison',
  // No object of a hundred records is stored within one invocation.
  faults: { ...SLOW, records: 120, stepMs: 800, kills: 0, duplicates: 0 },
  plant: (ports) => ({
    ...ports,
    parts: {
      ...ports.parts,
      create: async (id, parts) => {
        if (parts.some(({ durable, checkpoint }) => durable > 0 || checkpoint !== undefined)) throw new Error('time is up');
        return ports.parts.create(id, parts);
      },
    },
  }),
};
