import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Bucket as InventoryBucket } from 'aws-cdk-lib/aws-s3';
import { withKey } from './callers';
import { putInventory } from './inventory';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { expectProblem } from './problems';
import { readCsv } from './readers';
import { ROWS } from './stacks';
import { findOutput, startSession } from '../../local/session';
import { ServerlessIngestApi } from '../../src';
import type { Job, MaintenanceAnswer, MaintenanceEvent } from '../../src/contract';

const csv = (name: string, rows: number) => `name,n\n${Array.from({ length: rows }, (_, n) => `${name},${n}\n`).join('')}`;

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startSession({
    build: (app) => {
      const stack = new Stack(app, 'Integration');
      const inventoryBucket = new InventoryBucket(stack, 'Inventory');
      new CfnOutput(stack, 'InventoryName', { value: inventoryBucket.bucketName });
      const distributed = { inventoryBucket, inventoryPrefix: 'reports/', batchSize: 4, maxConcurrency: 3 };
      new ServerlessIngestApi(stack, 'Ingest', { ...ROWS, source: { prefix: 'in/', suffixes: ['.csv'], backfill: { distributed } } });
      return stack;
    },
  });
  pipeline = new Pipeline(session, withKey(session.apiKey));
});
afterAll(() => pipeline?.stop());

async function start(request: object): Promise<Job> {
  const { status, body } = await pipeline.api.call('/jobs', 'POST', request);
  if (status !== 202) throw new Error(`${status}: ${body}`);
  return ended(JSON.parse(body) as Job);
}

function ended({ jobId }: Job): Promise<Job> {
  let last: Job | undefined;
  return until(async () => {
    last = JSON.parse(await pipeline.api.text(`/jobs/${jobId}`)) as Job;
    return last.state === 'RUNNING' ? undefined : last;
  }, () => `the job is ${JSON.stringify(last)}, the end of the log:\n${pipeline.session.emulator.logTail(15)}`);
}

async function invoke(event: MaintenanceEvent): Promise<MaintenanceAnswer | null> {
  const { outputs } = pipeline.session.stack;
  const { Payload, FunctionError } = await pipeline.session.clients.lambda.send(new InvokeCommand({
    FunctionName: findOutput(outputs, 'MaintenanceFunctionName'), Payload: JSON.stringify(event),
  }));
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(text);
  return JSON.parse(text) as MaintenanceAnswer | null;
}

/** Events of the bucket go nowhere from here on. */
async function loseEvents(): Promise<void> {
  await pipeline.quiet();
  const { clients, bucket: Bucket } = pipeline.session;
  await clients.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
}

test('what no event told is found, both ways', async () => {
  const keys = ['in/same.csv', 'in/changed.csv', 'in/gone.csv', 'in/ü +&<>\u{1F600}.csv'];
  for (const key of keys) await pipeline.ingest(key, csv(String(key.length), 130));
  await loseEvents();
  await pipeline.put('in/new %25.csv', csv('new', 3));
  await pipeline.put('in/changed.csv', csv('changed', 2));
  await pipeline.put('in/not watched.txt', 'x');
  await pipeline.put('elsewhere/new.csv', csv('x', 1));
  await pipeline.remove('in/gone.csv');

  const dry = await start({ kind: 'reconcile', dryRun: true });
  expect(dry).toMatchObject({ state: 'DONE', matched: 3, sent: 0, dryRun: true, truncated: false });
  expect(dry.findings).toEqual([
    { key: 'in/changed.csv', reason: 'changed' }, { key: 'in/gone.csv', reason: 'gone' }, { key: 'in/new %25.csv', reason: 'new' },
  ]);
  await pipeline.quiet();
  expect(await pipeline.entry('in/gone.csv')).toMatchObject({ status: 'COMMITTED' });

  expect(await start({ kind: 'reconcile' })).toMatchObject({ state: 'DONE', matched: 3, sent: 3 });
  await pipeline.settled('in/new %25.csv', ({ status }) => status === 'COMMITTED');
  await pipeline.quiet();
  expect(await pipeline.rows('in/changed.csv')).toEqual(readCsv(csv('changed', 2)));
  expect(await pipeline.entry('in/gone.csv')).toMatchObject({ status: 'DELETED' });
  expect(await start({ kind: 'reconcile' })).toMatchObject({ state: 'DONE', matched: 0 });
});

test('on schedule too, and one run of a kind at a time', async () => {
  await pipeline.put('in/scheduled.csv', csv('s', 3));
  expect(await invoke({ schedule: 'reconcile' })).toMatchObject({ job: { state: 'DONE', matched: 1, sent: 1, requestedBy: 'schedule' } });
  await pipeline.settled('in/scheduled.csv', ({ status }) => status === 'COMMITTED');
  expect(await invoke({ schedule: 'sweep' })).toMatchObject({ job: { state: 'DONE', kind: 'sweep' } });
});

test('a backfill takes what is there, and goes on where it was left', async () => {
  for (let n = 0; n < 7; n++) await pipeline.put(`in/old/${n}.csv`, csv(`${n}`, n + 1));
  const first = await start({ kind: 'backfill', prefix: 'in/old/', max: 5 });
  expect(first).toMatchObject({ state: 'DONE', matched: 5, sent: 5, truncated: true });
  await pipeline.settled('in/old/4.csv', ({ status }) => status === 'COMMITTED');
  await pipeline.quiet();
  expect(await start({ kind: 'backfill', prefix: 'in/old/' })).toMatchObject({ matched: 2, sent: 2, truncated: false });
  await pipeline.settled('in/old/6.csv', ({ status }) => status === 'COMMITTED');
  expect(await pipeline.rows('in/old/6.csv')).toEqual(readCsv(csv('6', 7)));
});

describe('a backfill by Step Functions over an inventory', () => {
  const names = Array.from({ length: 11 }, (_, n) => `in/far/${n} ü+&=.csv`);
  const inventoryName = () => findOutput(pipeline.session.stack.outputs, 'InventoryName');
  let manifest: string;
  beforeAll(async () => {
    for (const key of [...names, 'in/far/not watched.txt', 'elsewhere/x.csv']) await pipeline.put(key, csv(key, 2));
    manifest = await putInventory(pipeline.session, { reports: inventoryName(), prefix: 'reports/2026-11-24T01-00Z/' });
  });

  test('tells in a dry run what it would do', async () => {
    const job = await start({ kind: 'backfill', distributed: true, manifest, prefix: 'in/far/', dryRun: true });
    expect(job).toMatchObject({ state: 'DONE', distributed: true, matched: names.length, sent: 0, truncated: false });
    expect(job.listed).toBeGreaterThan(names.length);
    expect(job.findings.map(({ key }) => key).sort()).toEqual([...names].sort());
    await pipeline.quiet();
    expect(await pipeline.api.find(names[0])).toBeUndefined();
  });

  test('acts on no more than its maximum, however many batches there are at once, and says that there is more', async () => {
    expect(await start({ kind: 'backfill', distributed: true, manifest, prefix: 'in/far/', max: 5 })).toMatchObject({ state: 'DONE', matched: 5, sent: 5, truncated: true });
  });

  test('ingests what is left, and nothing twice', async () => {
    await pipeline.quiet();
    const job = await start({ kind: 'backfill', distributed: true, manifest });
    expect(job).toMatchObject({ state: 'DONE', matched: names.length - 5, sent: names.length - 5, truncated: false });
    for (const key of names) await pipeline.settled(key, ({ status }) => status === 'COMMITTED');
    expect(await pipeline.rows(names[0])).toEqual(readCsv(csv(names[0], 2)));
    await pipeline.quiet();
    expect(await start({ kind: 'backfill', distributed: true, manifest, dryRun: true })).toMatchObject({ matched: 0 });
    expect(await pipeline.api.find('elsewhere/x.csv')).toBeUndefined();
  });

  test('fails with the reason where there is no such report, and lets the next one run', async () => {
    expect(await start({ kind: 'backfill', distributed: true, manifest: 'reports/none/manifest.json' }))
      .toMatchObject({ state: 'FAILED', error: expect.stringContaining('States.ItemReaderFailed') });
    const poor = await putInventory(pipeline.session, { reports: inventoryName(), prefix: 'reports/poor/', fields: ['Bucket', 'Key', 'Size'] });
    expect(await start({ kind: 'backfill', distributed: true, manifest: poor })).toMatchObject({ state: 'FAILED', sent: 0 });
    expect(await start({ kind: 'backfill', distributed: true, manifest, dryRun: true })).toMatchObject({ state: 'DONE' });
  });

  test.each<[string, object, RegExp]>([
    ['without a report', { distributed: true }, /say with manifest which report/],
    ['over a report that the stack may not read', { distributed: true, manifest: 'other/manifest.json' }, /starts with .{1,2}reports/],
    ['by one lister', { manifest: 'reports/manifest.json' }, /add distributed/],
  ])('%s is refused', async (_name, request, detail) => {
    const answer = await pipeline.api.call('/jobs', 'POST', { kind: 'backfill', ...request });
    expectProblem(answer, 409);
    expect(answer.body).toMatch(detail);
  });
});

test('D3: a replay makes a new generation of what is there', async () => {
  const before = await pipeline.entry('in/same.csv');
  const { status, body } = await pipeline.api.call(`/objects/${before.id}/replay`, 'POST');
  expect(status).toBe(202);
  expect(JSON.parse(body)).toMatchObject({ kind: 'replay', id: before.id, state: 'DONE', sent: 1, findings: [{ key: 'in/same.csv' }] });
  const after = await pipeline.settled('in/same.csv', ({ committedAt }) => committedAt !== before.committedAt);
  expect(after).toMatchObject({ status: 'COMMITTED', rowsWritten: before.rowsWritten });

  const many = await start({ kind: 'replay', status: 'COMMITTED', prefix: 'in/old/', since: '2020-01-01' });
  expect(many).toMatchObject({ state: 'DONE', matched: 7, sent: 7 });
  expect(await start({ kind: 'replay', status: 'COMMITTED', until: '2020-01-01', dryRun: true })).toMatchObject({ matched: 0 });
  expect(await start({ kind: 'replay', status: 'DELETED', dryRun: true })).toMatchObject({ matched: 1, findings: [{ key: 'in/gone.csv', reason: 'DELETED' }] });
});

test('jobs are listed, the newest first, with who asked for them', async () => {
  const jobs = await pipeline.api.all<Job>('/jobs', { limit: '2' });
  expect(jobs.map(({ jobId }) => jobId)).toEqual(jobs.map(({ jobId }) => jobId).sort().reverse());
  expect(new Set(jobs.map(({ kind }) => kind))).toEqual(new Set(['reconcile', 'sweep', 'backfill', 'replay']));
  expect(jobs.filter(({ requestedBy }) => requestedBy === '')).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  ['an unknown kind', { kind: 'destroy' }, /./],
  ['a misspelt filter', { kind: 'replay', prefx: 'a' }, /./],
  ['a filter of another kind', { kind: 'sweep', status: 'FAILED' }, /status/],
  ['no time', { kind: 'replay', since: 'yesterday...' }, /since/],
  ['too many', { kind: 'replay', max: 1e9 }, /./],
])('%s is refused', async (_name, request, detail) => {
  const answer = await pipeline.api.call('/jobs', 'POST', request);
  expectProblem(answer, 400);
  expect(answer.body).toMatch(detail);
});

test('no job has another id', async () => {
  for (const id of ['nobody', 'x'.repeat(19), '%20']) expectProblem(await pipeline.api.call(`/jobs/${id}`), 404);
});
