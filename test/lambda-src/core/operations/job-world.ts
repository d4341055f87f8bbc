import { maintain } from '../../../../lambda-src/core/operations/maintenance';
import type { DeadLetter, HeldJob, JobPorts, LedgerKey, ListedObject } from '../../../../lambda-src/core/operations/ports';
import type { Job, JobKind } from '../../../../src/contract';

export const NOW = '2026-01-01T00:00:00.000Z';
const EMPTY: readonly DeadLetter[] = [];

async function* nothing(): AsyncGenerator<LedgerKey> {
  // The ledger knows no object.
}

/** Jobs and a bucket in memory, with the locks and the fences of the table. */
export class World {
  readonly jobs = new Map<string, { job: Job; cursor?: string }>();
  readonly locks = new Map<string, { jobId: string; fence: number }>();
  readonly sent: string[] = [];
  readonly continued: string[] = [];
  readonly counted: [string, number][] = [];
  readonly batches = new Map<string, number>();
  objects: ListedObject[] = [];
  fails = false;
  letters: readonly DeadLetter[] = EMPTY;
  readonly released: string[] = [];
  private ids = 0;

  readonly ports: JobPorts = {
    bucketName: 'b',
    source: { prefix: 'in/', suffixes: ['.csv'] },
    bucket: { list: (prefix, after = '') => this.listed(prefix, after) },
    ledger: { keys: () => nothing(), items: async () => new Map() },
    hints: { send: async (keys) => { if (this.fails) throw new Error('the queue is gone'); this.sent.push(...keys); } },
    sweep: {
      ledger: { remember: async () => true },
      generations: { parts: async () => 1, hasRows: async () => false, removeBlock: async () => undefined, removeParts: async () => undefined },
      clock: { now: () => new Date(NOW) },
    },
    deadLetters: {
      receive: async () => { const { letters } = this; this.letters = EMPTY; return [...letters]; },
      redrive: async (letters) => void this.sent.push(...letters.map(({ messageId }) => messageId)),
      release: async (letters) => void this.released.push(...letters.map(({ messageId }) => messageId)),
    },
    jobs: {
      begin: async (job) => {
        const holder = this.locks.get(job.kind);
        if (holder) return { holder: holder.jobId };
        this.locks.set(job.kind, { jobId: job.jobId, fence: 1 });
        this.jobs.set(job.jobId, { job });
        return {};
      },
      enter: async (job) => void this.jobs.set(job.jobId, { job }),
      take: async (jobId) => {
        const entry = this.jobs.get(jobId);
        const lock = entry && this.locks.get(entry.job.kind);
        if (entry?.job.state !== 'RUNNING' || lock?.jobId !== jobId) return undefined;
        lock.fence++;
        return { ...entry, fence: lock.fence };
      },
      save: async ({ job, fence, cursor }: HeldJob) => {
        if (this.locks.get(job.kind)?.fence !== fence) return false;
        this.jobs.set(job.jobId, { job, cursor });
        if (job.state !== 'RUNNING') this.locks.delete(job.kind);
        return true;
      },
      get: async (jobId) => this.jobs.get(jobId)?.job,
      list: async () => ({ jobs: [] }),
    },
    sharedJobs: {
      add: async (jobId, batch, { listed, findings }) => {
        const entry = this.jobs.get(jobId);
        if (entry?.job.state !== 'RUNNING') return undefined;
        const before = this.batches.get(batch);
        if (before !== undefined) return before;
        const { job } = entry;
        const count = Math.min(findings.length, job.max - job.matched);
        const sent = job.sent + (job.dryRun ? 0 : count);
        this.batches.set(batch, count);
        const counts = { listed: job.listed + listed, matched: job.matched + count, sent, truncated: count < findings.length };
        this.jobs.set(jobId, { job: { ...job, ...counts } });
        return count;
      },
    },
    observer: { log: () => undefined, count: (metric, value) => void this.counted.push([metric, value]) },
    clock: { now: () => new Date(NOW) },
    continue: async (jobId) => void this.continued.push(jobId),
    newJobId: () => `job${this.ids++}`,
  };

  fill(count: number): this {
    this.objects = Array.from({ length: count }, (_, n) => ({
      key: `in/${String(n).padStart(6, '0')}.csv`, etag: 'e', size: 1, lastModified: NOW, storageClass: 'STANDARD', restored: false,
    }));
    return this;
  }

  async start(kind: JobKind, more: object = {}): Promise<string> {
    const answer = await maintain({ start: { kind, ...more }, requestedBy: 'me' }, this.ports, () => false);
    if (!answer || !('job' in answer)) throw new Error(JSON.stringify(answer));
    return answer.job.jobId;
  }

  private async* listed(prefix: string, after: string): AsyncGenerator<ListedObject> {
    yield* this.objects.filter(({ key }) => key.startsWith(prefix) && key > after);
  }
}

