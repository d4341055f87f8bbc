import type { PlantedBug } from '../fault-mix';
import { PARTS } from '../mixes';

/** Adds what a part came to, instead of setting it: a part that two workers do, or one worker after the other, counts twice. */
export const partCountedTwice: PlantedBug = {
  name: 'part counted twice',
  faults: PARTS,
  plant: (ports, world) => ({
    ...ports,
    parts: {
      ...ports.parts,
      // Nobody asks whether another worker is at it, or was.
      take: async (id, rev, part, now, until) => {
        const taken = await ports.parts.take(id, rev, part, now, until);
        return taken && { state: { ...taken.state, result: undefined }, held: false };
      },
      save: async (id, state) => {
        const stored = world.parts.get(`${id}#${state.rev}`);
        const { result } = state;
        const before = stored?.get(state.part)?.state.result;
        if (!stored || !result || !before) return ports.parts.save(id, state);
        stored.set(state.part, { state: { ...state, result: { ...result, parsed: result.parsed + before.parsed } } });
        return true;
      },
    },
  }),
};
