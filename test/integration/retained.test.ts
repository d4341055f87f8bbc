import { CreateChangeSetCommand, CreateStackCommand, DeleteStackCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, DeleteObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { runCommand } from './run-command';
import { clientConfig } from '../../local/clients';
import { Preset } from '../../src';

const STACK = 'Integration';

interface Listed {
  readonly resources: { readonly type: string; readonly physicalId: string; readonly fate: string; readonly about: string }[];
  readonly removed: string[];
}

let pipeline: Pipeline;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  pipeline = await Pipeline.start({ preset: Preset.STANDARD, source: { prefix: 'in/' } });
  logs = new CloudWatchLogsClient(clientConfig(pipeline.session));
});
afterAll(async () => {
  logs?.destroy();
  await pipeline?.stop();
});

const retained = (...args: string[]) => runCommand(pipeline.session, ['retained', ...args]);
const listed = async (...args: string[]) => JSON.parse((await retained('--stack', STACK, '--json', ...args)).stdout) as Listed;
const bucketNames = async () => ((await pipeline.session.clients.s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
const groupNames = async () => ((await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []).map(({ logGroupName }) => logGroupName);

async function statusOf(StackName: string): Promise<string | undefined> {
  const { cloudFormation } = pipeline.session.clients;
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName })).catch(() => ({ Stacks: undefined }));
  return Stacks?.[0]?.StackStatus;
}

const settled = (stack: string, status: string | undefined) =>
  until(async () => await statusOf(stack) === status ? true : undefined, async () => `the stack is ${await statusOf(stack)}`);

/** A second stack, which takes in a bucket that is there. */
async function adopt(bucket: string): Promise<void> {
  const { cloudFormation } = pipeline.session.clients;
  const own = { Own: { Type: 'AWS::SNS::Topic' } };
  await cloudFormation.send(new CreateStackCommand({ StackName: 'Other', TemplateBody: JSON.stringify({ Resources: own }) }));
  await settled('Other', 'CREATE_COMPLETE');
  const Taken = { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: bucket } };
  await cloudFormation.send(new CreateChangeSetCommand({
    StackName: 'Other',
    ChangeSetName: 'adopt',
    ChangeSetType: 'IMPORT',
    TemplateBody: JSON.stringify({ Resources: { ...own, Taken } }),
    ResourcesToImport: [{ ResourceType: 'AWS::S3::Bucket', LogicalResourceId: 'Taken', ResourceIdentifier: { BucketName: bucket } }],
  }));
  await until(async () => {
    await cloudFormation.send(new ExecuteChangeSetCommand({ StackName: 'Other', ChangeSetName: 'adopt' })).catch(() => undefined);
    return await statusOf('Other') === 'IMPORT_COMPLETE' ? true : undefined;
  }, async () => `the import is ${await statusOf('Other')}`);
}

test('A14: while the stack is there nothing is listed, and after its deletion the data is still there', async () => {
  await pipeline.ingest('in/a.csv', 'a\n1\n');
  await pipeline.ingest('in/a.csv', 'a\n2\n');
  await pipeline.session.clients.s3.send(new DeleteObjectCommand({ Bucket: pipeline.session.bucket, Key: 'in/a.csv' }));
  const { code, stderr } = await retained('--stack', STACK);
  expect([code, stderr]).toEqual([1, expect.stringContaining('is not deleted, it is CREATE_COMPLETE: delete it first')]);
  await pipeline.session.clients.cloudFormation.send(new DeleteStackCommand({ StackName: STACK }));
  await settled(STACK, undefined);
  expect(await bucketNames()).toContain(pipeline.session.bucket);
  expect((await pipeline.session.clients.dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([pipeline.session.table]);
});

test('A14: what was left is listed, and nothing is done', async () => {
  const { code, stdout } = await retained('--stack', STACK);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`AWS::S3::Bucket +${pipeline.session.bucket} +3 versions of objects`));
  expect(stdout).toMatch(new RegExp(`AWS::DynamoDB::Table +${pipeline.session.table} +about \\d+ items`));
  expect(stdout).toMatch(/AWS::Logs::LogGroup +\S+ +\d+ bytes/);
  expect(stdout).toMatch(/left \d+ resources behind: nothing was done, --delete removes it\n$/);
  const { resources, removed } = await listed();
  expect(resources.map(({ fate }) => fate)).toEqual(resources.map(() => 'left'));
  expect(new Set(resources.map(({ type }) => type))).toEqual(new Set(['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup']));
  expect(removed).toEqual([]);
  expect(await bucketNames()).toContain(pipeline.session.bucket);
});

test('A14: without a terminal or --yes nothing is removed', async () => {
  const { code, stderr } = await retained('--stack', STACK, '--delete');
  expect([code, stderr]).toEqual([1, expect.stringContaining('nobody is at a terminal to confirm it: add --yes')]);
  expect((await listed()).resources.every(({ fate }) => fate === 'left')).toBe(true);
});

test('A14: removed is what the stack left, versioned buckets with every version, and nothing that another stack owns or that was made since', async () => {
  const { resources: before } = await listed();
  const { physicalId: adopted } = before.filter(({ type, physicalId }) => type === 'AWS::S3::Bucket' && physicalId !== pipeline.session.bucket)[0];
  await adopt(adopted);
  const { physicalId: made } = before.filter(({ type }) => type === 'AWS::Logs::LogGroup')[0];
  await logs.send(new DeleteLogGroupCommand({ logGroupName: made }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: made }));
  await pipeline.session.clients.s3.send(new CreateBucketCommand({ Bucket: 'of-somebody-else' }));
  await pipeline.session.clients.s3.send(new PutObjectCommand({ Bucket: 'of-somebody-else', Key: 'a', Body: 'a' }));

  const { resources, removed } = await listed('--delete', '--yes');
  expect(resources.find(({ physicalId }) => physicalId === adopted)).toMatchObject({ fate: 'taken', about: 'belongs to the stack Other by now' });
  expect(resources.find(({ physicalId }) => physicalId === made)).toMatchObject({ fate: 'foreign', about: expect.stringContaining('when the stack was gone') });
  expect([...removed].sort()).toEqual(before.map(({ physicalId }) => physicalId).filter((id) => id !== adopted && id !== made).sort());
  expect(await bucketNames()).toEqual(expect.arrayContaining([adopted, 'of-somebody-else']));
  expect(await bucketNames()).not.toContain(pipeline.session.bucket);
  expect((await pipeline.session.clients.dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  const ours = new Set(before.map(({ physicalId }) => physicalId));
  expect((await groupNames()).filter((name) => ours.has(String(name)))).toEqual([made]);
  expect((await retained('--stack', STACK)).stdout).toMatch(/left 0 resources behind\n$/);
});

test.each<[string[], number, RegExp]>([
  [[], 2, /--stack is missing/],
  [['--stack', 'Nowhere'], 1, /no stack Nowhere was deleted here in the last 90 days/],
  [['--stack', 'x', '--prefix', 'in/'], 2, /--prefix/],
  [['x'], 2, /positional/],
])('A14: retained %j ends with %i', async (args, code, message) => {
  const ended = await retained(...args);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toMatch(message);
});
