import type { RowWriter } from '../../../../../lambda-src/core/ports';
import type { PlantedBug } from '../fault-mix';
import { HARSH } from '../mixes';

/** Shows the generation and writes its rows afterwards. */
export const publishBeforeRows: PlantedBug = {
  name: 'publish before the rows',
  faults: HARSH,
  plant: (ports) => {
    let writer: RowWriter | undefined;
    return {
      ...ports,
      rows: {
        ...ports.rows,
        writer: (...args) => {
          const opened = ports.rows.writer(...args);
          writer = opened;
          const nothing = async (): Promise<void> => undefined;
          return { durable: Infinity, throttled: false, write: (json) => opened.write(json), drain: nothing, flush: nothing, abandon: nothing };
        },
      },
      ledger: {
        ...ports.ledger,
        publish: async (item, published) => {
          const done = await ports.ledger.publish(item, published);
          await writer?.flush();
          return done;
        },
      },
    };
  },
};
