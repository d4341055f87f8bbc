import { GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';
import { runCommand } from './run-command';
import { s3Event } from './s3-event';
import type { Job } from '../../src/contract';

const csv = (name: string, rows: number) => `name,n\n${Array.from({ length: rows }, (_, n) => `${name},${n}\n`).join('')}`;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({ source: { prefix: 'in/' } });
});
afterAll(() => pipeline?.stop());

const command = (args: readonly string[], env?: Record<string, string>) => runCommand(pipeline.session, args, env);

/** Runs a job to its end. */
async function job(kind: string, ...args: string[]): Promise<Job> {
  const { code, stdout, stderr } = await command([kind, '--stack', 'Integration', '--json', ...args]);
  if (code !== 0) throw new Error(`${kind} ended with ${code}: ${stderr}\n${pipeline.session.emulator.logTail(10)}`);
  return JSON.parse(stdout) as Job;
}

test('a dry run lists what would be done, and the run does it', async () => {
  await pipeline.ingest('in/a.csv', csv('a', 3));
  await pipeline.ingest('in/b.csv', csv('b', 120));
  await pipeline.ingest('in/bad.csv', 'a,a\n');
  const { code, stdout } = await command(['replay', '--stack', 'Integration', '--status', 'QUARANTINED', '--dry-run']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/ {2}in\/bad\.csv {2}QUARANTINED\nreplay \w+ is done: \d+ looked at, 1 would be acted on, nothing was done\n$/);
  const before = await pipeline.entry('in/a.csv');
  expect(await job('replay', '--prefix', 'in/a')).toMatchObject({ state: 'DONE', matched: 1, sent: 1, requestedBy: expect.stringContaining('arn:') });
  await pipeline.settled('in/a.csv', ({ committedAt, status }) => status === 'COMMITTED' && committedAt !== before.committedAt);
  expect(await job('reconcile')).toMatchObject({ state: 'DONE', kind: 'reconcile', matched: 0 });
  expect(await job('backfill', '--since', '2020-01-01', '--max', '5')).toMatchObject({ state: 'DONE', max: 5 });
});

test('a sweep removes the rows of replaced versions once nobody can see them, and no other', async () => {
  const { clients: { dynamodb }, table } = pipeline.session;
  const { id } = await pipeline.ingest('in/swept.csv', csv('one', 250));
  await pipeline.ingest('in/swept.csv', csv('two', 120));
  await pipeline.ingest('in/swept.csv', csv('three', 110));
  const key = { pk: { S: id }, sk: { S: 'ledger' } };
  const shown = Number((await dynamodb.send(new GetItemCommand({ TableName: table, Key: key }))).Item?.published.M?.rev.N);
  const left = async (): Promise<number[]> => {
    const counts = Array.from({ length: shown }, async (_, n) => (await dynamodb.send(new QueryCommand({
      TableName: table, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: `${id}#${n + 1}#0#0` } },
    }))).Count ?? 0);
    return (await Promise.all(counts)).map((count, n) => count > 0 ? n + 1 : 0).filter((rev) => rev > 0);
  };
  expect((await left()).length).toBeGreaterThan(2);
  expect(await job('sweep')).toMatchObject({ state: 'DONE', matched: 0 });
  expect((await left()).length).toBeGreaterThan(2);
  await dynamodb.send(new UpdateItemCommand({
    TableName: table,
    Key: key,
    UpdateExpression: 'SET sweep.#at = :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': { S: new Date(Date.now() - 3_600_000).toISOString() } },
  }));
  expect(await job('sweep', '--dry-run')).toMatchObject({ matched: 1, sent: 0, findings: [{ key: 'in/swept.csv' }] });
  expect(await job('sweep')).toMatchObject({ state: 'DONE', matched: 1, sent: 1 });
  expect(await left()).toEqual([shown]);
  expect(await pipeline.rows('in/swept.csv')).toEqual(readCsv(csv('three', 110)));
  expect(await job('sweep')).toMatchObject({ matched: 0 });
});

test('D13: a redrive moves what is the ingest\'s and leaves what is not', async () => {
  const { clients: { sqs }, deadLetterQueue, bucket } = pipeline.session;
  const before = await pipeline.entry('in/b.csv');
  const foreign = ['{"httpMethod":"GET","resource":"/objects"}', '{"RequestType":"Create"}', '{"schedule":"sweep"}'];
  const own = s3Event({ bucket, key: 'in/b.csv' });
  for (const MessageBody of [...foreign, own]) await sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueue, MessageBody }));
  await pipeline.send('no JSON');
  await pipeline.quiet();

  const dry = await job('redrive', '--dry-run');
  expect(dry).toMatchObject({ state: 'DONE', listed: 5, matched: 2, sent: 0 });
  expect(dry.findings.map(({ key }) => key).sort()).toEqual(['(unreadable)', 'in/b.csv']);
  expect(dry.findings.every(({ ageSeconds, reason }) => ageSeconds !== undefined && reason !== '')).toBe(true);
  expect(await pipeline.deadLetters()).toBe(5);
  expect(await job('redrive', '--prefix', 'in/', '--max', '1')).toMatchObject({ matched: 1, sent: 1 });
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(4);
  expect(await pipeline.entry('in/b.csv')).toEqual(before);
  const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetterQueue, MaxNumberOfMessages: 10 }));
  expect(messages.map(({ Body: body }) => body).filter((body) => foreign.includes(String(body))).length).toBeGreaterThan(0);
});

test('the API does as well as the stack', async () => {
  const { api, apiKey } = pipeline.session;
  const { code, stdout } = await command(['reconcile', '--api', api, '--json'], { INGEST_API_KEY: apiKey });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'reconcile', state: 'DONE' });
  const { id } = await pipeline.entry('in/a.csv');
  expect(JSON.parse((await command(['replay', '--api', api, '--api-key', apiKey, '--id', id, '--json'])).stdout)).toMatchObject({ sent: 1, id });
  const status = await command(['status', '--stack', 'Integration']);
  expect(status.stdout).toMatch(/reconcile {2}DONE/);
  expect(status.stdout).toMatch(/\d+ messages wait in .*DeadLetterQueue/);
  expect(JSON.parse((await command(['status', '--api', api, '--api-key', apiKey, '--json'])).stdout).jobs.length).toBeGreaterThan(3);
});

test.each<[string[], number, RegExp]>([
  [[], 2, /a command is missing/],
  [['destroy', '--stack', 'x'], 2, /there is no command "destroy"/],
  [['replay'], 2, /either --stack NAME or --api URL/],
  [['replay', '--stack', 'x', '--api', 'https://x'], 2, /either --stack NAME or --api URL/],
  [['replay', '--stack', 'x', '--status', 'LOST'], 2, /status is "LOST": use one of/],
  [['sweep', '--stack', 'x', '--status', 'FAILED'], 2, /a sweep has no "status"/],
  [['replay', '--stack', 'x', '--max', 'many'], 2, /max is null: use a whole number/],
  [['replay', '--stack', 'x', '--prefx', 'a'], 2, /--prefx/],
  [['replay', '--stack', 'Nowhere'], 1, /the stack Nowhere cannot be looked up/],
  [['replay', '--api', 'http://127.0.0.1:1/x', '--api-key', 'k'], 1, /does not answer/],
  [['replay', '--stack', 'Integration', '--id', 'a'.repeat(32)], 1, /no object has this id/],
])('%j ends with %i', async (args, code, message) => {
  const ended = await command(args);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toMatch(/ {4}at /);
});
