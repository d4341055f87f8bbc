import { BATCH_BUGS } from '../../lambda-src/aws/batches/bugs';
import { runBatches } from '../../lambda-src/aws/batches/simulation';
import { BUGS } from '../../lambda-src/core/commit/bugs';
import { MIXES } from '../../lambda-src/core/commit/mixes';
import { runSchedule } from '../../lambda-src/core/commit/simulation';
import { BUGS as UPSERT_BUGS } from '../../lambda-src/core/upsert/bugs';
import { HARSH, UPSERT_MIXES } from '../../lambda-src/core/upsert/mixes';
import { runUpserts } from '../../lambda-src/core/upsert/simulation';

/** Runs the schedule of a seed and returns what is wrong with its end, or undefined. */
export type Trial = (seed: number) => Promise<string | undefined>;

const upsertMixes = Object.values(UPSERT_MIXES);

/** The real code under each fault mix: no schedule may end wrong. */
export const MIX_TRIALS: Readonly<Record<string, Trial>> = {
  ...Object.fromEntries(Object.entries(MIXES).map(([name, faults]): [string, Trial] => [name, (seed) => runSchedule({ seed, faults })])),
  'batches that are left, refused and not answered': (seed) => runBatches({ seed }),
  'records that are found by their own key, each of their mixes in turn': (seed) => runUpserts({ seed, faults: upsertMixes[seed % upsertMixes.length] }),
};

/** The real code with a bug in it: some schedule must end wrong. */
export const BUG_TRIALS: Readonly<Record<string, Trial>> = Object.fromEntries([
  ...BUGS.map((bug): [string, Trial] => [bug.name, (seed) => runSchedule({ seed, faults: bug.faults, bug })]),
  ...BATCH_BUGS.map((bug): [string, Trial] => [bug.name, (seed) => runBatches({ seed, bug })]),
  ...UPSERT_BUGS.map((bug): [string, Trial] => [`upsert: ${bug.name}`, (seed) => runUpserts({ seed, faults: { ...HARSH, ...bug.faults }, bug })]),
]);
