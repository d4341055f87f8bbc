import { checkDistributed, endDistributed, runBatch, startDistributed } from './distributed';
import { JobRefused, readJobRequest } from './job-request';
import type { JobPorts } from './ports';
import { runJob } from './run-job';
import { type Job, JobKind, type MaintenanceAnswer } from '../../../src/contract';

/** Does what one invocation of the maintenance function asks for: start a job, go on with one, or run one on schedule. */
export async function maintain(event: unknown, ports: JobPorts, timeIsUp: () => boolean): Promise<MaintenanceAnswer | 0 | undefined> {
  const { start, requestedBy, run, schedule, batch, end } = (event ?? {}) as Record<string, unknown>;
  if (isOfJob(batch)) return runBatch(batch.jobId, Array.isArray(batch.items) ? batch.items : [], ports);
  if (isOfJob(end)) return endDistributed(end.jobId, end.error, ports);
  if (typeof run === 'string') {
    await runJob(run, ports, timeIsUp);
    return undefined;
  }
  if (typeof schedule === 'string') return onSchedule(schedule, ports, timeIsUp);
  try {
    return { job: await startJob(start, typeof requestedBy === 'string' && requestedBy !== '' ? requestedBy : 'unknown', ports) };
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    return { refused: { status: error.status, detail: error.message } };
  }
}

function isOfJob(value: unknown): value is { jobId: string; items?: unknown; error?: unknown } {
  return typeof value === 'object' && value !== null && typeof (value as { jobId?: unknown }).jobId === 'string';
}

/** Enters a job and has it run elsewhere. One run of a kind at a time; the replay of one object is done at once and needs no lock. */
async function startJob(request: unknown, requestedBy: string, ports: JobPorts): Promise<Job> {
  const job = newJob(request, requestedBy, ports);
  if (job.kind === JobKind.REDRIVE && ports.deadLetters === undefined) {
    throw new JobRefused(400, 'this pipeline has no dead-letter queue: give source.deadLetterQueue to the stack');
  }
  if (job.id !== undefined) return replayOne(job, job.id, ports);
  checkDistributed(job, ports);
  await lock(job, ports);
  if (job.distributed) await startDistributed(job, ports);
  else await ports.continue(job.jobId);
  return job;
}

async function replayOne(job: Job, id: string, ports: JobPorts): Promise<Job> {
  const item = (await ports.ledger.items([id])).get(id);
  if (item?.bucket !== ports.bucketName || !item.key.startsWith(job.prefix ?? '')) throw new JobRefused(404, 'no object has this id: list the objects to see their ids');
  if (!job.dryRun) await ports.hints.send([item.key], { reason: 'replay', force: true }, false);
  const now = ports.clock.now().toISOString();
  const findings = [{ key: item.key, reason: 'asked for by id' }];
  const done: Job = { ...job, state: 'DONE', listed: 1, matched: 1, sent: job.dryRun ? 0 : 1, findings, updatedAt: now, endedAt: now };
  await ports.jobs.enter(done);
  return done;
}

/** A run that is still going on does the work of this one. */
async function onSchedule(kind: string, ports: JobPorts, timeIsUp: () => boolean): Promise<MaintenanceAnswer | undefined> {
  const job = newJob({ kind }, 'schedule', ports);
  try {
    await lock(job, ports);
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    ports.observer.log('warn', 'job not started', { kind, reason: error.message });
    return undefined;
  }
  const ended = await runJob(job.jobId, ports, timeIsUp);
  return ended && { job: ended };
}

async function lock(job: Job, ports: JobPorts): Promise<void> {
  const { holder } = await ports.jobs.begin(job);
  if (holder !== undefined) throw new JobRefused(409, `the ${job.kind} ${holder} is still running: wait for its end, one of a kind runs at a time`);
}

function newJob(request: unknown, requestedBy: string, ports: JobPorts): Job {
  const read = readJobRequest(request);
  const requestedAt = ports.clock.now().toISOString();
  return {
    jobId: ports.newJobId(read.kind),
    ...read,
    state: 'RUNNING',
    requestedBy,
    requestedAt,
    updatedAt: requestedAt,
    listed: 0,
    matched: 0,
    sent: 0,
    truncated: false,
    findings: [],
  };
}
