import type { HeldJob, JobPorts } from './ports';
import { reconcile } from './reconcile';
import { redrive } from './redrive';
import { replay } from './replay';
import type { Work } from './step';
import { sweepLedger } from './sweep-ledger';
import { type Job, JobKind, MAX_FINDINGS, Metric } from '../../../src/contract';

const WORKS: Record<JobKind, Work> = { replay, reconcile, backfill: reconcile, sweep: sweepLedger, redrive };

/**
 * Runs a job from where it stands until it has ended or the time is up; then another invocation goes on. Whoever takes a job over fences off the one
 * that had it before: that one notices at its next entry and stops.
 *
 * @returns the job as it was entered last; undefined where it does not run
 */
export async function runJob(jobId: string, ports: JobPorts, timeIsUp: () => boolean): Promise<Job | undefined> {
  const taken = await ports.jobs.take(jobId);
  if (taken === undefined) return undefined;
  let held: HeldJob = taken;
  try {
    for await (const step of WORKS[held.job.kind](held.job, ports, held.cursor, timeIsUp)) {
      const count = Math.min(step.findings.length, held.job.max - held.job.matched);
      const acted = held.job.dryRun || await step.act(count);
      if (acted) held = after(held, step.listed, step.findings.slice(0, count), step.findings.length > count, step.cursor, ports);
      if (!await ports.jobs.save(held)) return held.job;
      if (held.job.truncated) break;
      // A redrive cannot go on elsewhere: it ends by itself, with what it has seen.
      if ((!acted || timeIsUp()) && held.job.kind !== JobKind.REDRIVE) {
        await ports.continue(jobId);
        return held.job;
      }
    }
    return await end(held, { state: 'DONE' }, ports);
  } catch (error) {
    return end(held, { state: 'FAILED', error: error instanceof Error ? error.message : String(error) }, ports);
  }
}

function after(held: HeldJob, listed: number, findings: readonly Job['findings'][number][], truncated: boolean, cursor: string, ports: JobPorts): HeldJob {
  const { job } = held;
  return {
    ...held,
    cursor,
    job: {
      ...job,
      listed: job.listed + listed,
      matched: job.matched + findings.length,
      sent: job.sent + (job.dryRun ? 0 : findings.length),
      truncated,
      findings: [...job.findings, ...findings].slice(0, MAX_FINDINGS),
      updatedAt: ports.clock.now().toISOString(),
    },
  };
}

/** Enters the end of a job and lets the next one of its kind begin. */
export async function end(held: HeldJob, result: Pick<Job, 'state' | 'error'>, ports: JobPorts): Promise<Job> {
  const now = ports.clock.now().toISOString();
  const job = { ...held.job, ...result, updatedAt: now, endedAt: now };
  await ports.jobs.save({ ...held, job });
  const { jobId, kind, state, listed, matched, sent, dryRun, requestedBy, error } = job;
  ports.observer.log(state === 'FAILED' ? 'error' : 'info', 'job ended', { jobId, kind, state, listed, matched, sent, dryRun, requestedBy, error });
  if (kind === JobKind.RECONCILE && !dryRun) ports.observer.count(Metric.RECONCILE_MISSING, matched);
  return job;
}
