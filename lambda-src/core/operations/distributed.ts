import { createHash } from 'node:crypto';
import { listedObjects } from './inventory-item';
import { JobRefused } from './job-request';
import type { JobPorts } from './ports';
import { differencesIn } from './reconcile';
import { end } from './run-job';
import { commonPrefix } from './step';
import { type Job, MAX_JOB_OBJECTS } from '../../../src/contract';
import { isWatched } from '../watched';

/** Refuses what the stack has nothing for. Each request is well formed by itself, so it is no 400. */
export function checkDistributed({ distributed, manifest }: Job, { distributed: runs }: JobPorts): void {
  if (!distributed) return;
  if (runs === undefined) throw new JobRefused(409, 'this pipeline has no state machine for a distributed backfill: give source.backfill.distributed to the stack');
  const { manifestPrefix } = runs;
  if (manifestPrefix === undefined) {
    if (manifest !== undefined) throw new JobRefused(409, 'this pipeline lists its bucket and reads no inventory: leave manifest out, or give source.backfill.distributed.inventoryBucket to the stack');
  } else if (manifest === undefined) {
    throw new JobRefused(409, 'this pipeline reads an inventory: say with manifest which report, by the key of its manifest.json');
  } else if (!manifest.startsWith(manifestPrefix)) {
    throw new JobRefused(409, `manifest is ${JSON.stringify(manifest)}: use a key that starts with ${JSON.stringify(manifestPrefix)}, where the stack may read`);
  }
}

/** Has Step Functions run a job that is entered already. */
export async function startDistributed({ jobId, prefix, manifest = '' }: Job, ports: JobPorts): Promise<void> {
  const common = commonPrefix(ports.source, prefix);
  try {
    if (common === undefined) await endDistributed(jobId, undefined, ports);
    else await ports.distributed?.start({ jobId, prefix: common, manifest });
  } catch (error) {
    await endDistributed(jobId, error, ports);
    throw error;
  }
}

/**
 * Hints what of a batch is not in the ledger as it is, and enters it: first the entry, so that `max` holds however many batches there are at once. A
 * batch that comes again is counted once.
 *
 * @returns 0: Step Functions keeps what each batch answers, and takes 256 KiB for all of them
 */
export async function runBatch(jobId: string, items: readonly unknown[], ports: JobPorts): Promise<0> {
  const job = await ports.jobs.get(jobId);
  if (job?.state !== 'RUNNING' || job.truncated) return 0;
  const prefix = commonPrefix(ports.source, job.prefix);
  const listed = listedObjects(items).filter(({ key }) => prefix !== undefined && key.startsWith(prefix) && isWatched(key, ports.source));
  const findings = await differencesIn(listed.map(object => ({ key: object.key, left: object })), job, ports);
  const count = await ports.sharedJobs.add(jobId, batchOf(items), { listed: items.length, findings });
  if (count !== undefined && count > 0 && !job.dryRun) {
    await ports.hints.send(findings.slice(0, count).map(({ key }) => key), { reason: 'backfill' }, true);
  }
  return 0;
}

/** Enters the end of a run and lets the next one begin. */
export async function endDistributed(jobId: string, error: unknown, ports: JobPorts): Promise<0> {
  const held = await ports.jobs.take(jobId);
  if (held === undefined) return 0;
  const truncated = held.job.truncated || held.job.listed >= MAX_JOB_OBJECTS;
  await end({ ...held, job: { ...held.job, truncated } }, error === undefined ? { state: 'DONE' } : { state: 'FAILED', error: reasonOf(error) }, ports);
  return 0;
}

function batchOf(items: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('base64url');
}

/** Step Functions tells an error as `{"Error", "Cause"}`. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { Error: name, Cause: cause } = (error ?? {}) as Record<string, unknown>;
  return [name, cause].filter(part => typeof part === 'string' && part !== '').join(': ') || 'the state machine gave it up';
}
