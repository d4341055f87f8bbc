import { BATCH_BUGS } from '../../lambda-src/aws/batches/bugs';
import { runBatches } from '../../lambda-src/aws/batches/simulation';
import { BUGS } from '../../lambda-src/core/commit/bugs';
import { MIXES } from '../../lambda-src/core/commit/mixes';
import { runSchedule } from '../../lambda-src/core/commit/simulation';

/** Runs the schedule of a seed and returns what is wrong with its end, or undefined. */
export type Trial = (seed: number) => Promise<string | undefined>;

/** The real code under each fault mix: no schedule may end wrong. */
export const MIX_TRIALS: Readonly<Record<string, Trial>> = {
  ...Object.fromEntries(Object.entries(MIXES).map(([name, faults]): [string, Trial] => [name, (seed) => runSchedule({ seed, faults })])),
  'batches that are left, refused and not answered': (seed) => runBatches({ seed }),
};

/** The real code with a bug in it, in a bucket with and one without versions by turns: some schedule must end wrong. */
export const BUG_TRIALS: Readonly<Record<string, Trial>> = Object.fromEntries([
  ...BUGS.map((bug): [string, Trial] => [bug.name, (seed) => runSchedule({ seed, faults: { ...bug.faults, versioned: seed % 2 === 0 }, bug })]),
  ...BATCH_BUGS.map((bug): [string, Trial] => [bug.name, (seed) => runBatches({ seed, bug })]),
]);
