import { HARSH_WITHOUT_RECONCILE } from '../mixes';
import type { PlantedBug } from '../simulation';

/** Goes on reading another version of an object after a broken connection. */
export const noIfMatch: PlantedBug = {
  name: 'no If-Match on a later range',
  faults: HARSH_WITHOUT_RECONCILE,
  plant: (ports, world) => ({
    ...ports,
    objects: {
      ...ports.objects,
      open: async (key) => {
        const object = await ports.objects.open(key);
        return object && {
          ...object,
          async* body() {
            const chunks = object.body()[Symbol.asyncIterator]();
            const first = await chunks.next();
            if (first.done) return;
            yield first.value;
            await chunks.next().catch(() => undefined);
            yield Buffer.from((world.current(key)?.rows ?? []).map((row) => `${row}\n`).join('')).subarray(first.value.length);
          },
        };
      },
    },
  }),
};
