import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CopyObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Stack } from 'aws-cdk-lib';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { runCommand } from './run-command';
import { ROWS } from './stacks';
import { deployBeside, startSession, type Session } from '../../local/session';
import type { StackBuilder } from '../../local/stack';
import { ServerlessIngestApi } from '../../src';
import type { Job } from '../../src/contract';

/** One definition for every stage; each name that may be given carries the stage. */
const stageOf = (stage: string): StackBuilder => (app) => {
  const stack = new Stack(app, `Orders-${stage}`);
  new ServerlessIngestApi(stack, 'Ingest', {
    ...ROWS,
    stage,
    source: { prefix: 'in/', bucketName: 'orders-{stage}-{account}-{region}', queueName: 'orders-{stage}' },
    table: { tableName: 'orders-{stage}' },
    processing: { functionName: 'orders-ingest-{stage}' },
    api: { ...ROWS.api, apiName: 'orders-{stage}', functionName: 'orders-api-{stage}' },
  });
  return stack;
};

let session: Session;
let production: Pipeline;
beforeAll(async () => {
  session = await startSession({ build: stageOf('production') });
  production = new Pipeline(session, withKey(session.apiKey));
});
afterAll(() => session?.stop());

test('A12: two stages live side by side in one account, each with its own file and its own rows', async () => {
  const other = await deployBeside(session, stageOf('staging'));
  const staging = new Pipeline(other, withKey(other.apiKey));
  expect([session.table, other.table]).toEqual(['orders-production', 'orders-staging']);
  expect([session.bucket, other.bucket]).toEqual(['orders-production-000000000000-us-east-1', 'orders-staging-000000000000-us-east-1']);
  await Promise.all([production.ingest('in/a.csv', 'n\nproduction\n'), staging.ingest('in/a.csv', 'n\nstaging\n'), staging.ingest('in/only.csv', 'n\n1\n')]);
  expect(await production.rows('in/a.csv')).toEqual(['{"n":"production"}']);
  expect(await staging.rows('in/a.csv')).toEqual(['{"n":"staging"}']);
  expect(await production.api.find('in/only.csv')).toBeUndefined();
  expect(other.api).not.toBe(session.api);
});

test('D9, A10: a pipeline moves to another region: the same stack there, the objects copied, a backfill, the same rows, the old one deleted', async () => {
  await production.ingest('in/b.csv', 'n\n1\n2\n3\n');
  const before = await Promise.all(['in/a.csv', 'in/b.csv'].map((key) => production.rows(key)));

  const there = await deployBeside(session, stageOf('production'), 'us-west-2');
  expect(there.bucket).toBe('orders-production-000000000000-us-west-2');
  const moved = new Pipeline(there, withKey(there.apiKey));
  const { Contents: objects = [] } = await session.clients.s3.send(new ListObjectsV2Command({ Bucket: session.bucket, Prefix: 'in/' }));
  for (const { Key } of objects) await there.clients.s3.send(new CopyObjectCommand({ Bucket: there.bucket, Key, CopySource: `${session.bucket}/${Key}` }));
  const { code, stdout } = await runCommand(there, ['backfill', '--stack', 'Orders-production', '--region', 'us-west-2', '--json']);
  expect([code, (JSON.parse(stdout) as Job).state]).toEqual([0, 'DONE']);
  for (const key of ['in/a.csv', 'in/b.csv']) await moved.settled(key, ({ status }) => status === 'COMMITTED');
  expect(await Promise.all(['in/a.csv', 'in/b.csv'].map((key) => moved.rows(key)))).toEqual(before);

  const { cloudFormation } = session.clients;
  const alive = async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName: 'Orders-production' })).catch(() => undefined))?.Stacks?.[0];
  await cloudFormation.send(new DeleteStackCommand({ StackName: 'Orders-production' }));
  await until(async () => await alive() ? undefined : true, async () => `the stack is ${(await alive())?.StackStatus}`);
  expect(await moved.ingest('in/c.csv', 'n\n4\n')).toMatchObject({ status: 'COMMITTED' });
  expect(((await there.clients.s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name)).not.toContain(session.bucket);
});
