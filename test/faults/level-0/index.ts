import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bundledWorker } from './bundled-worker';
import type { Job, JobResult } from './protocol';
import { BUG_TRIALS, MIX_TRIALS } from './trials';
import { Child } from '../../../bench/child';
import type { FaultsReport, LevelOptions } from '../report';

/** Schedules that a worker is given at once. */
const JOB_SCHEDULES = 500;

/** A planted bug is looked for in so many at least: the rarest shows once in a thousand. */
const BUG_SCHEDULES = 50_000;

const MAX_WORKERS = 8;

/** Each core has a worker: a collector with threads of its own would take them turns away. */
const WORKER_OPTIONS = ['--min-semi-space-size=32', '--max-semi-space-size=32', '--single-threaded-gc'];

/** Runs the simulation of the commit protocol and of its batches: each fault mix, and each planted bug until it is caught. */
export async function level0({ seed, schedules, progress }: LevelOptions): Promise<FaultsReport> {
  const jobs = [
    ...Object.keys(MIX_TRIALS).flatMap((name) => jobsOf({ name, seed, schedules, untilWrong: false })),
    // Last, because code that was run with other ports runs slower ever after.
    ...Object.keys(BUG_TRIALS).flatMap((name) => jobsOf({ name, seed, schedules: Math.max(schedules, BUG_SCHEDULES), untilWrong: true })),
  ];
  const caught = new Set<string>();
  const findings: string[] = [];
  let wrong = 0;
  const total = jobs.reduce((sum, job) => sum + job.schedules, 0);
  let done = 0;
  await inWorkers(jobs, ({ name }) => caught.has(name), ({ name, schedules: ran, untilWrong }, result) => {
    progress('schedules', done += ran, total);
    if (result === undefined || result.wrong === 0) return;
    if (untilWrong) {
      caught.add(name);
      return;
    }
    wrong += result.wrong;
    findings.push(`${name}: ${result.first}`);
  });
  const planted = Object.fromEntries(Object.keys(BUG_TRIALS).map((name) => [name, caught.has(name)]));
  return { level: 0, seed, schedules, wrong, planted, findings };
}

/** Cuts a job into smaller ones. */
function jobsOf(job: Job): Job[] {
  return Array.from({ length: Math.ceil(job.schedules / JOB_SCHEDULES) }, (_, n) => ({
    ...job, seed: job.seed + n * JOB_SCHEDULES, schedules: Math.min(JOB_SCHEDULES, job.schedules - n * JOB_SCHEDULES),
  }));
}

async function inWorkers(jobs: readonly Job[], needless: (job: Job) => boolean, done: (job: Job, result?: JobResult) => void): Promise<void> {
  const waiting = [...jobs];
  const script = await bundledWorker();
  const workers = Array.from({ length: Math.min(availableParallelism(), MAX_WORKERS) }, () => new Child(script, [], { execArgv: WORKER_OPTIONS }));
  try {
    await Promise.all(workers.map(async (worker) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        done(job, needless(job) ? undefined : await worker.ask<JobResult>(job));
      }
    }));
  } finally {
    workers.forEach((worker) => worker.stop());
    rmSync(script, { force: true });
  }
}
