import { type Difference, differenceOf } from './difference';
import { chunked, type Joined, mergeJoin } from './merge-join';
import type { JobPorts, LedgerKey, ListedObject } from './ports';
import { commonPrefix, isWithin, STEP_OBJECTS, type Work } from './step';
import { type Job, JobKind, type JobFinding } from '../../../src/contract';
import { objectId } from '../identity';
import { isWatched } from '../watched';

type Pair = Joined<ListedObject, LedgerKey>;

/**
 * Lays the listing of the bucket beside the ledger and hints each key that differs: new, changed, gone or restored. A backfill looks for what is in the
 * bucket alone, and its hints wait behind live files. Holds a page of each side, however large they are.
 */
export const reconcile: Work = async function* (job, ports, cursor) {
  const prefix = commonPrefix(ports.source, job.prefix);
  if (prefix === undefined) return;
  const isBackfill = job.kind === JobKind.BACKFILL;
  const known = isBackfill ? nothing() : ports.ledger.keys({ prefix, ...cursor !== undefined && { after: cursor } });
  const pairs = mergeJoin(ports.bucket.list(prefix, cursor), known);
  for await (const chunk of chunked(pairs, STEP_OBJECTS)) {
    const watched = chunk.filter(({ key }) => isWatched(key, ports.source));
    const findings = await differencesIn(watched, job, ports);
    yield {
      listed: watched.length,
      findings,
      cursor: chunk[chunk.length - 1].key,
      act: async count => {
        await ports.hints.send(findings.slice(0, count).map(({ key }) => key), { reason: isBackfill ? 'backfill' : 'reconcile' }, isBackfill);
        return true;
      },
    };
  }
};

/** Which of these keys differ, in their order. */
export async function differencesIn(pairs: readonly Pair[], job: Job, ports: JobPorts): Promise<JobFinding[]> {
  const ids = pairs.map(({ key }) => objectId(ports.bucketName, key));
  // By id and not by what the index says: an item may be newer than its entry there.
  const items = await ports.ledger.items(ids);
  const now = ports.clock.now();
  return pairs.flatMap(({ key, left: listed }, index): { key: string; reason: Difference }[] => {
    if (!isWithin(job, listed?.lastModified ?? '') && (job.since ?? job.until) !== undefined) return [];
    const reason = differenceOf(listed, items.get(ids[index]), now);
    return reason === undefined ? [] : [{ key, reason }];
  });
}

async function* nothing(): AsyncGenerator<LedgerKey> {
  // A backfill has no interest in what is gone.
}
