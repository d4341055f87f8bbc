import type { PlantedBug } from '../fault-mix';
import { HARSH } from '../mixes';

/** Goes on reading another version of an object after a broken connection. */
export const noIfMatch: PlantedBug = {
  name: 'no If-Match on a later range',
  faults: { ...HARSH, records: 15 },
  plant: (ports, world) => ({
    ...ports,
    objects: {
      ...ports.objects,
      open: async (key) => {
        const object = await ports.objects.open(key);
        return object && {
          ...object,
          async* body() {
            let at = 0;
            for await (const chunk of object.body()) {
              yield (world.current(key)?.content ?? Buffer.alloc(0)).subarray(at, at + chunk.length);
              at += chunk.length;
            }
          },
        };
      },
    },
  }),
};
