/** A process that runs schedules for {@link level0}. Started by fork. */
import type { Job, JobResult } from './protocol';
import { BUG_TRIALS, MIX_TRIALS } from './trials';

async function run({ name, seed, schedules, untilWrong }: Job): Promise<JobResult> {
  const trial = MIX_TRIALS[name] ?? BUG_TRIALS[name];
  let wrong = 0;
  let first: string | null = null;
  for (let next = seed; next < seed + schedules && !(untilWrong && wrong > 0); next++) {
    const problem = await trial(next);
    if (problem === undefined) continue;
    wrong++;
    first ??= `SEED=${next}: ${problem}`;
  }
  return { wrong, first };
}

process.on('message', (job: Job) => void run(job).then((result) => process.send?.(result)));
// The parent is gone.
process.on('disconnect', () => process.exit());
