import { chunked } from './merge-join';
import { commonPrefix, type Work } from './step';
import { deadGenerations, sweepObject } from './sweep';
import { Metric } from '../../../src/contract';

/** Objects of one piece: each may have many rows to remove. */
const STEP_OBJECTS = 100;
const CONCURRENCY = 4;

/** Sweeps each object of the ledger. */
export const sweepLedger: Work = async function* (job, ports, cursor, timeIsUp) {
  const prefix = commonPrefix(ports.source, job.prefix);
  if (prefix === undefined) return;
  for await (const chunk of chunked(ports.ledger.keys({ prefix, ...cursor !== undefined && { after: cursor } }), STEP_OBJECTS)) {
    const items = [...(await ports.ledger.items(chunk.map(({ id }) => id))).values()];
    const now = ports.clock.now();
    const findings = items.flatMap(item => {
      const dead = [...deadGenerations(item, now)].length;
      return dead === 0 ? [] : [{ key: item.key, reason: dead === 1 ? '1 dead generation' : `${dead} dead generations` }];
    });
    yield {
      listed: chunk.length,
      findings,
      cursor: chunk[chunk.length - 1].key,
      act: async count => {
        const left = new Set(findings.slice(count).map(({ key }) => key));
        const queue = items.filter(({ key }) => !left.has(key));
        let finished = true;
        const worker = async (): Promise<void> => {
          for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
            const result = await sweepObject(item, ports.sweep, timeIsUp);
            if (result.removed > 0) ports.observer.count(Metric.SWEPT_GENERATIONS, result.removed);
            finished &&= result.finished;
          }
        };
        await Promise.all(Array.from({ length: CONCURRENCY }, worker));
        return finished;
      },
    };
  }
};
