import { EmulatedTable } from './emulated-table';
import { TableJobStore } from '../../../lambda-src/aws/job-store';
import type { HeldJob } from '../../../lambda-src/core/operations/ports';
import type { Job } from '../../../src/contract';

const MINUTE_MS = 60_000;
/** A run is taken for dead after 16 minutes without a word. */
const [SOON_MS, TOO_LATE_MS] = [15 * MINUTE_MS, 17 * MINUTE_MS];

let world: EmulatedTable;
let now = Date.parse('2026-01-01T00:00:00.000Z');
beforeAll(async () => { world = await EmulatedTable.start(); });
afterAll(() => world?.stop());

/** A worker's own look at the table. */
const worker = (): TableJobStore => new TableJobStore(world.client, EmulatedTable.TABLE, 'bucket', () => now);

const jobOf = (jobId: string, kind: Job['kind']): Job => ({
  jobId,
  kind,
  state: 'RUNNING',
  requestedBy: 'somebody',
  requestedAt: new Date(now).toISOString(),
  updatedAt: new Date(now).toISOString(),
  max: 10,
  dryRun: false,
  listed: 0,
  matched: 0,
  sent: 0,
  truncated: false,
  findings: [],
});

const after = ({ job, ...held }: HeldJob, change: Partial<Job>, cursor: string): HeldJob => ({ ...held, job: { ...job, ...change }, cursor });

async function taken(store: TableJobStore, jobId: string): Promise<HeldJob> {
  const held = await store.take(jobId);
  if (held === undefined) throw new Error(`${jobId} cannot be taken`);
  return held;
}

test('of two workers at one job the later one has it, and the earlier one enters nothing any more', async () => {
  const [first, second] = [worker(), worker()];
  await first.begin(jobOf('r1', 'replay'));
  const slow = await taken(first, 'r1');
  const quick = await taken(second, 'r1');
  expect(quick.fence).toBeGreaterThan(slow.fence);
  expect(await second.save(after(quick, { listed: 20 }, 'b'))).toBe(true);
  expect(await first.save(after(slow, { listed: 10, state: 'DONE' }, 'a'))).toBe(false);
  expect(await first.get('r1')).toMatchObject({ listed: 20, state: 'RUNNING' });
  expect(await taken(first, 'r1')).toMatchObject({ cursor: 'b', job: { listed: 20 } });
});

test('another job of the kind waits while the first one is alive, however long it goes on', async () => {
  const [first, second] = [worker(), worker()];
  await first.begin(jobOf('b1', 'backfill'));
  const held = await taken(first, 'b1');
  for (let listed = 1; listed <= 3; listed++) {
    now += SOON_MS;
    expect(await second.begin(jobOf('b2', 'backfill'))).toEqual({ holder: 'b1' });
    expect(await first.save(after(held, { listed }, `${listed}`))).toBe(true);
  }
  expect(await second.get('b2')).toBeUndefined();
});

test('it takes over from one whose lease ran out, which is entered as failed and never speaks again', async () => {
  const [dead, next] = [worker(), worker()];
  await dead.begin(jobOf('c1', 'reconcile'));
  const held = await taken(dead, 'c1');
  expect(await dead.save(after(held, { listed: 7 }, 'k'))).toBe(true);
  now += TOO_LATE_MS;
  expect(await next.begin(jobOf('c2', 'reconcile'))).toEqual({});
  expect(await next.get('c1')).toMatchObject({ state: 'FAILED', listed: 7, error: 'its run ended without a word' });

  const mine = await taken(next, 'c2');
  expect(await dead.save(after(held, { listed: 9, state: 'DONE' }, 'l'))).toBe(false);
  expect(await dead.take('c1')).toBeUndefined();
  expect(await next.get('c1')).toMatchObject({ state: 'FAILED', listed: 7 });
  expect(await next.save(after(mine, { state: 'DONE' }, 'z'))).toBe(true);
  expect(await dead.begin(jobOf('c3', 'reconcile'))).toEqual({});
});

test('of workers that want the lock of a dead one at once, one gets it', async () => {
  await worker().begin(jobOf('s0', 'sweep'));
  now += TOO_LATE_MS;
  const answers = await Promise.all(['s1', 's2', 's3', 's4'].map((jobId) => worker().begin(jobOf(jobId, 'sweep'))));
  const winners = answers.filter(({ holder }) => holder === undefined);
  expect(winners).toHaveLength(1);
  const holders = new Set(answers.flatMap(({ holder }) => holder ?? []));
  expect([...holders]).toHaveLength(1);
  expect(await worker().get([...holders][0])).toMatchObject({ state: 'RUNNING' });
});
