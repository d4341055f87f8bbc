import { World } from './job-world';
import { listedObjects } from '../../../../lambda-src/core/operations/inventory-item';
import { maintain } from '../../../../lambda-src/core/operations/maintenance';
import type { DistributedRuns } from '../../../../lambda-src/core/operations/ports';
import { JobKind } from '../../../../src/contract';

const item = (key: string, more: object = {}) => ({
  Bucket: 'b', Key: key, Size: '3', LastModifiedDate: '2025-01-01T00:00:00.000Z', ETag: 'e', StorageClass: 'STANDARD', ...more,
});

class DistributedWorld extends World {
  readonly runs: object[] = [];
  refuses = false;

  constructor(manifestPrefix: string | undefined = 'reports/') {
    super();
    const start: DistributedRuns['start'] = async (run) => {
      if (this.refuses) throw new Error('Step Functions has no room');
      this.runs.push(run);
    };
    Object.assign(this.ports, { distributed: { manifestPrefix, start } });
  }

  begin(more: object = {}): Promise<string> {
    return this.start(JobKind.BACKFILL, { distributed: true, manifest: 'reports/1/manifest.json', ...more });
  }

  batch(jobId: string, ...items: unknown[]): Promise<unknown> {
    return maintain({ batch: { jobId, items } }, this.ports, () => false);
  }

  end(jobId: string, error?: unknown): Promise<unknown> {
    return maintain({ end: { jobId, error } }, this.ports, () => false);
  }
}

test('a run is handed to Step Functions, its batches are hinted, and its end is entered', async () => {
  const world = new DistributedWorld();
  const jobId = await world.begin({ prefix: 'in/a' });
  expect(world.runs).toEqual([{ jobId, prefix: 'in/a', manifest: 'reports/1/manifest.json' }]);
  expect(world.continued).toEqual([]);
  expect(await world.batch(jobId, item('in/a1.csv'), item('in%2Fa+%C3%BC%2B.csv'), item('in/b.csv'), item('in/a.txt'))).toBe(0);
  await world.end(jobId);
  expect(world.sent).toEqual(['in/a1.csv', 'in/a ü+.csv']);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'DONE', listed: 4, matched: 2, sent: 2, distributed: true });
  expect(world.locks.size).toBe(0);
});

test('a batch that comes again is hinted again and counted once', async () => {
  const world = new DistributedWorld();
  const jobId = await world.begin();
  world.fails = true;
  await expect(world.batch(jobId, item('in/1.csv'), item('in/2.csv'))).rejects.toThrow('the queue is gone');
  world.fails = false;
  await world.batch(jobId, item('in/1.csv'), item('in/2.csv'));
  expect(world.sent).toEqual(['in/1.csv', 'in/2.csv']);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ matched: 2, sent: 2 });
});

test('the maximum holds over all batches, and ends the rest without looking', async () => {
  const world = new DistributedWorld();
  const jobId = await world.begin({ max: 3 });
  for (const n of [1, 2, 3]) await world.batch(jobId, item(`in/${n}a.csv`), item(`in/${n}b.csv`));
  await world.end(jobId);
  expect(world.sent).toEqual(['in/1a.csv', 'in/1b.csv', 'in/2a.csv']);
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'DONE', listed: 4, sent: 3, truncated: true });
});

test('a dry run sends nothing', async () => {
  const world = new DistributedWorld();
  const jobId = await world.begin({ dryRun: true });
  await world.batch(jobId, item('in/1.csv'));
  expect([world.sent, world.jobs.get(jobId)?.job.matched]).toEqual([[], 1]);
});

test('a run that was given up, or that did not begin, says why and lets the next one run', async () => {
  const world = new DistributedWorld();
  const jobId = await world.begin();
  await world.end(jobId, { Error: 'States.ExceedToleratedFailureThreshold', Cause: 'too many failed' });
  expect(world.jobs.get(jobId)?.job).toMatchObject({ state: 'FAILED', error: 'States.ExceedToleratedFailureThreshold: too many failed' });
  expect(await world.batch(jobId, item('in/late.csv'))).toBe(0);
  expect(world.sent).toEqual([]);
  world.refuses = true;
  await expect(world.begin()).rejects.toThrow('Step Functions has no room');
  world.refuses = false;
  await world.begin();
  expect(world.runs).toHaveLength(2);
});

test('one run at a time, whoever goes through the bucket', async () => {
  const world = new DistributedWorld();
  await world.begin();
  expect(await maintain({ start: { kind: 'backfill' } }, world.ports, () => false)).toMatchObject({ refused: { status: 409 } });
});

test.each<[string, World, object, RegExp]>([
  ['nothing to run it', new World(), { distributed: true, manifest: 'm' }, /no state machine/],
  ['no report', new DistributedWorld(), { distributed: true }, /which report/],
  ['a report elsewhere', new DistributedWorld(), { distributed: true, manifest: 'elsewhere/manifest.json' }, /starts with "reports\/"/],
  ['a report for a lister', new DistributedWorld(), { manifest: 'reports/manifest.json' }, /add distributed/],
  ['a report where the bucket is listed', Object.assign(new DistributedWorld(), { ports: { ...new DistributedWorld().ports, distributed: { start: async () => undefined } } }),
    { distributed: true, manifest: 'm' }, /lists its bucket/],
])('%s is refused', async (_name, world, more, detail) => {
  expect(await maintain({ start: { kind: 'backfill', ...more } }, world.ports, () => false)).toEqual({ refused: { status: 409, detail: expect.stringMatching(detail) } });
});

describe('an item', () => {
  test('of a listing has its key as it is, and its time in seconds', () => {
    expect(listedObjects([{ Key: 'a+%25.csv', Etag: '"e"', Size: 3, LastModified: 1735689600, StorageClass: 'GLACIER' }]))
      .toEqual([{ key: 'a+%25.csv', etag: 'e', size: 3, lastModified: '2025-01-01T00:00:00.000Z', storageClass: 'GLACIER', restored: false }]);
  });

  test('of an old version or of a delete marker is left out', () => {
    expect(listedObjects([item('a', { IsLatest: 'false' }), item('b', { IsDeleteMarker: 'true', ETag: '', Size: '' }), item('c', { IsLatest: 'true' })])
      .map(({ key }) => key)).toEqual(['c']);
  });

  test.each<[string, unknown, RegExp]>([
    ['no object', 'text', /the fields none names no key/],
    ['no key', { Bucket: 'b' }, /the fields Bucket names no key/],
    ['no ETag', item('a', { ETag: undefined }), /has no ETag: add it/],
    ['no time', item('a', { LastModifiedDate: 'yesterday' }), /the time "yesterday"/],
    ['a key that is not encoded', item('100%'), /the key "100%", which is not URL-encoded/],
  ])('with %s is refused', (_name, value, message) => {
    expect(() => listedObjects([value])).toThrow(message);
  });
});
