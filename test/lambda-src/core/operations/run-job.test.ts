import { maintain } from '../../../../lambda-src/core/operations/maintenance';
import type { DeadLetter, HeldJob, JobPorts, LedgerKey, ListedObject } from '../../../../lambda-src/core/operations/ports';
import { runJob } from '../../../../lambda-src/core/operations/run-job';
import { type Job, JobKind, Metric } from '../../../../src/contract';

const NOW = '2026-01-01T00:00:00.000Z';
const EMPTY: readonly DeadLetter[] = [];

async function* nothing(): AsyncGenerator<LedgerKey> {
  // The ledger knows no object.
}

/** Jobs and a bucket in memory, with the locks and the fences of the table. */
class World {
  readonly jobs = new Map<string, { job: Job; cursor?: string }>();
  readonly locks = new Map<string, { jobId: string; fence: number }>();
  readonly sent: string[] = [];
  readonly continued: string[] = [];
  readonly counted: [string, number][] = [];
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
    if (answer === undefined || !('job' in answer)) throw new Error(JSON.stringify(answer));
    return answer.job.jobId;
  }

  private async* listed(prefix: string, after: string): AsyncGenerator<ListedObject> {
    yield* this.objects.filter(({ key }) => key.startsWith(prefix) && key > after);
  }
}

test('a job that runs out of time goes on in another invocation, and does everything once', async () => {
  const world = new World().fill(1_700);
  const jobId = await world.start(JobKind.RECONCILE);
  let runs = 0;
  for (; world.jobs.get(jobId)?.job.state === 'RUNNING'; runs++) await runJob(jobId, world.ports, () => true);
  expect(runs).toBe(5);
  expect(world.sent).toEqual(world.objects.map(({ key }) => key));
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'DONE', listed: 1_700, matched: 1_700, sent: 1_700, truncated: false });
  expect(world.jobs.get(jobId)?.job.findings).toHaveLength(100);
  expect(world.counted).toEqual([[Metric.RECONCILE_MISSING, 1_700]]);
  expect(world.locks.size).toBe(0);
});

test('a run that was taken over stops at its next entry, and does not end the job of the other', async () => {
  const world = new World().fill(1_200);
  const jobId = await world.start(JobKind.BACKFILL);
  let second: Promise<Job | undefined> | undefined;
  const { send } = world.ports.hints;
  world.ports.hints.send = async (...args) => {
    second ??= runJob(jobId, world.ports, () => false);
    if (world.sent.length === 0) await Promise.race([second, Promise.resolve()]);
    await send(...args);
  };
  const first = await runJob(jobId, world.ports, () => false);
  expect((await second)?.state).toBe('DONE');
  expect(first?.state).toBe('RUNNING');
  expect(new Set(world.sent)).toEqual(new Set(world.objects.map(({ key }) => key)));
});

test('the maximum ends a job, and says that there is more', async () => {
  const world = new World().fill(900);
  const jobId = await world.start(JobKind.RECONCILE, { max: 700 });
  await runJob(jobId, world.ports, () => false);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'DONE', sent: 700, truncated: true });
  expect(world.sent).toHaveLength(700);
});

test('a dry run does nothing, and counts no lost event', async () => {
  const world = new World().fill(3);
  const jobId = await world.start(JobKind.RECONCILE, { dryRun: true });
  await runJob(jobId, world.ports, () => false);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ matched: 3, sent: 0 });
  expect([world.sent, world.counted]).toEqual([[], []]);
});

test('one run of a kind at a time, and a failed one gives the lock back with its reason', async () => {
  const world = new World().fill(3);
  const jobId = await world.start(JobKind.RECONCILE);
  expect(await maintain({ start: { kind: 'reconcile' }, requestedBy: 'me' }, world.ports, () => false))
    .toEqual({ refused: { status: 409, detail: `the reconcile ${jobId} is still running: wait for its end, one of a kind runs at a time` } });
  await world.start(JobKind.SWEEP);
  expect(await maintain({ schedule: 'reconcile' }, world.ports, () => false)).toBeUndefined();
  world.fails = true;
  await runJob(jobId, world.ports, () => false);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'FAILED', sent: 0, error: 'the queue is gone' });
  world.fails = false;
  await runJob(await world.start(JobKind.RECONCILE), world.ports, () => false);
  expect(world.sent).toHaveLength(3);
});

test('what a redrive leaves can be seen by others again', async () => {
  const world = new World();
  const letter = (messageId: string, body: string, fromQueue = false): DeadLetter => ({
    messageId, receipt: messageId, body, fromQueue, sentAt: NOW,
  });
  world.letters = [letter('foreign', '{"httpMethod":"GET"}'), letter('one', 'no JSON', true), letter('two', 'no JSON', true)];
  const jobId = await world.start(JobKind.REDRIVE, { max: 1 });
  await runJob(jobId, world.ports, () => false);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ listed: 3, matched: 1, sent: 1, truncated: true });
  expect([world.sent, world.released.sort()]).toEqual([['one'], ['foreign', 'two']]);
});
