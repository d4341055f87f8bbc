import type { PlantedBug } from '../fault-mix';
import { BAD_RECORDS } from '../mixes';

/** Lets every worker that reads a part write one object of rejected records, so that the late one of two spoils the other's. */
export const quarantineShared: PlantedBug = {
  name: 'one quarantine object for two workers',
  faults: BAD_RECORDS,
  plant: (ports) => ({
    ...ports,
    quarantine: ports.quarantine && {
      ...ports.quarantine,
      upload: (key, deadline) => ports.quarantine!.upload(key.replace(/-\d+\.ndjson$/, '-0.ndjson'), deadline),
    },
    ledger: {
      ...ports.ledger,
      publish: (item, published) => ports.ledger.publish(item, {
        ...published,
        ...published.quarantine && {
          quarantine: {
            ...published.quarantine,
            objects: published.quarantine.objects.map((object) => ({ ...object, name: object.name.replace(/-\d+\.ndjson$/, '-0.ndjson') })),
          },
        },
      }),
    },
  }),
};
