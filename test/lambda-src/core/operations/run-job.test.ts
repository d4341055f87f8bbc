import { NOW, World } from './job-world';
import { maintain } from '../../../../lambda-src/core/operations/maintenance';
import type { DeadLetter } from '../../../../lambda-src/core/operations/ports';
import { runJob } from '../../../../lambda-src/core/operations/run-job';
import { type Job, JobKind, Metric } from '../../../../src/contract';

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
