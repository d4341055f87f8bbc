import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand, SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { Size } from 'aws-cdk-lib';
import { signedBy } from './callers';
import { startEnforcedSession } from './enforced-session';
import { roleOf } from './identities';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { s3Event } from './s3-event';
import { stackOf } from './stacks';
import { clientConfig } from '../../local/clients';
import { decisionsOf, type Decision } from '../../local/decisions';
import { http } from '../../local/http';
import { findOutput } from '../../local/session';
import { Records } from '../../src';
import type { Job, MaintenanceAnswer, MaintenanceEvent } from '../../src/contract';

type Role = 'ingest' | 'api' | 'maintenance';

const BY_LAMBDA = 'Lambda itself makes the request under this role, and the emulator asks no role for it';

const OF_EACH = {
  'logs:CreateLogStream': BY_LAMBDA, 'logs:PutLogEvents': BY_LAMBDA, 'xray:PutTraceSegments': BY_LAMBDA, 'xray:PutTelemetryRecords': BY_LAMBDA,
};

/** Rights that no request of a function shows on the emulator, and why the role has them all the same. */
const UNSEEN: Record<Role, Record<string, string>> = {
  ingest: {
    ...OF_EACH,
    'sqs:ReceiveMessage': BY_LAMBDA,
    'sqs:DeleteMessage': BY_LAMBDA,
    'sqs:GetQueueAttributes': BY_LAMBDA,
    's3:ListBucket': 'no request needs it: with it S3 answers 404 for an object that is gone, and 403 without it',
    's3:GetObjectTagging': 'for a bucket without versions; and S3 counts the tags of an object only for who may read them, which the emulator does for everybody',
    's3:AbortMultipartUpload': 'for rejected records of more than 5 MiB whose writing fails',
  },
  api: {
    ...OF_EACH,
    'sqs:SendMessage': BY_LAMBDA,
  },
  maintenance: OF_EACH,
};

/** What none of the functions may do, whatever becomes of their code. */
const DENIED: (names: Names) => [action: string, resource: string][] = ({ account, bucket, quarantine, table, queue }) => [
  ['s3:PutObject', `${bucket}/elsewhere/x.csv`],
  ['s3:GetObject', `${bucket}/elsewhere/x.csv`],
  ['s3:GetObject', 'arn:aws:s3:::another-bucket/in/x.csv'],
  ['s3:GetObject', `${quarantine}/in/x.csv`],
  ['s3:DeleteObject', `${quarantine}/in/x.csv`],
  ['s3:GetObjectTagging', `${bucket}/elsewhere/x.csv`],
  ['s3:PutObjectTagging', `${bucket}/in/x.csv`],
  ['s3:DeleteObjectVersion', `${bucket}/in/x.csv`],
  ['s3:PutBucketPolicy', bucket],
  ['s3:PutBucketNotification', bucket],
  ['s3:DeleteBucket', bucket],
  ['dynamodb:Scan', table],
  ['dynamodb:DeleteTable', table],
  ['dynamodb:UpdateTable', table],
  ['dynamodb:PartiQLSelect', table],
  ['dynamodb:ExportTableToPointInTime', table],
  ['dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:${account}:table/another`],
  ['dynamodb:UpdateItem', `arn:aws:dynamodb:eu-west-1:${account}:table/${table.split('/')[1]}`],
  ['sqs:PurgeQueue', queue],
  ['sqs:DeleteQueue', queue],
  ['sqs:SetQueueAttributes', queue],
  ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${account}:another`],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:us-east-1:${account}:function:another`],
  ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${account}:function:another`],
  ['logs:DeleteLogGroup', `arn:aws:logs:us-east-1:${account}:log-group:another`],
  ['iam:PassRole', `arn:aws:iam::${account}:role/another`],
  ['iam:CreateAccessKey', `arn:aws:iam::${account}:user/another`],
  ['sts:AssumeRole', `arn:aws:iam::${account}:role/another`],
  ['kms:Decrypt', `arn:aws:kms:us-east-1:${account}:key/another`],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${account}:secret:another`],
  ['ssm:GetParameter', `arn:aws:ssm:us-east-1:${account}:parameter/another`],
  ['events:PutEvents', `arn:aws:events:us-east-1:${account}:event-bus/default`],
  ['cloudformation:UpdateStack', `arn:aws:cloudformation:us-east-1:${account}:stack/another/1`],
  ['apigateway:PATCH', 'arn:aws:apigateway:us-east-1::/account'],
];

/** What only some of the functions may do, and these are not among them. */
const NOT_THEIRS: Record<Role, (names: Names) => [action: string, resource: string][]> = {
  ingest: ({ bucket, deadLetters }) => [
    ['s3:PutObject', `${bucket}/in/x.csv`], ['s3:DeleteObject', `${bucket}/in/x.csv`], ['sqs:ReceiveMessage', deadLetters],
  ],
  api: ({ bucket, table, queue }) => [
    ['s3:GetObject', `${bucket}/in/x.csv`], ['dynamodb:UpdateItem', table], ['dynamodb:BatchWriteItem', table],
    ['sqs:SendMessage', queue], ['sqs:ReceiveMessage', queue],
  ],
  maintenance: ({ bucket, queue }) => [
    ['s3:GetObject', `${bucket}/in/x.csv`], ['s3:PutObject', `${bucket}/in/x.csv`], ['s3:DeleteObject', `${bucket}/in/x.csv`],
    ['sqs:ReceiveMessage', queue],
  ],
};

const FOR_THE_EMULATOR = 'batches-on-the-emulator';

/** Rights that the emulator asks for under a name that AWS does not have. */
const NAMED_OTHERWISE: Record<string, string> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

/** ARNs of what the functions work on. */
interface Names {
  readonly account: string;
  readonly bucket: string;
  readonly quarantine: string;
  readonly table: string;
  readonly queue: string;
  readonly deadLetters: string;
}

/** Large enough for several parts. */
const LARGE = `n,text\n${Array.from({ length: 1500 }, (_, n) => `${n},${'x'.repeat(100)}\n`).join('')}`;

let pipeline: Pipeline;
let iam: IAMClient;
const roles: Record<Role, string> = { ingest: '', api: '', maintenance: '' };
beforeAll(async () => {
  const session = await startEnforcedSession(stackOf({
    source: { prefix: 'in/', backfill: { distributed: { batchSize: 1 } } }, records: Records.rows({ partSize: Size.kibibytes(64) }),
  }));
  pipeline = new Pipeline(session, signedBy(session));
  iam = new IAMClient(clientConfig(session));
  roles.ingest = await roleOf(session, /IngestFunctionName/);
  roles.api = await roleOf(session, /ApiFunctionName/);
  roles.maintenance = await roleOf(session, /MaintenanceFunctionName/);
  // On AWS the right to send one message is the right to send a batch; the emulator has names of its own for batches.
  await iam.send(new PutRolePolicyCommand({
    RoleName: roles.maintenance,
    PolicyName: FOR_THE_EMULATOR,
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: Object.keys(NAMED_OTHERWISE), Resource: '*' }] }),
  }));
});
afterAll(async () => {
  iam?.destroy();
  await pipeline?.stop();
});

async function invoke(event: MaintenanceEvent): Promise<MaintenanceAnswer> {
  const { Payload } = await pipeline.session.clients.lambda.send(new InvokeCommand({
    FunctionName: findOutput(pipeline.session.stack.outputs, 'MaintenanceFunctionName'), Payload: JSON.stringify(event),
  }));
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as MaintenanceAnswer;
}

async function ended(kind: string, more: object = {}): Promise<Job> {
  const { status, body } = await pipeline.api.call('/jobs', 'POST', { kind, ...more });
  if (status !== 202) throw new Error(`${status}: ${body}\n${pipeline.session.emulator.logTail(20)}`);
  const { jobId } = JSON.parse(body) as Job;
  return until(async () => {
    const job = JSON.parse(await pipeline.api.text(`/jobs/${jobId}`)) as Job;
    return job.state === 'RUNNING' ? undefined : job;
  }, () => pipeline.session.emulator.logTail(20));
}

/** Sends a request as the person who may do everything, and returns the answer's body. */
async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await pipeline.api.call(path, method, body);
  if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body}`);
  return JSON.parse(answer.body) as T;
}

/** Makes the ledger say that the sweep has marked the object's replaced rows an hour ago. */
async function longAgo(key: string): Promise<void> {
  const { clients: { dynamodb }, table } = pipeline.session;
  expect(await ended('sweep')).toMatchObject({ state: 'DONE', sent: 0 });
  await dynamodb.send(new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: (await pipeline.entry(key)).id }, sk: { S: 'ledger' } },
    UpdateExpression: 'SET sweep.#at = :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': { S: new Date(Date.now() - 3_600_000).toISOString() } },
  }));
}

/** Puts bytes to an address that the API has signed. */
async function putPart(url: string, bytes: string, headers: Record<string, string> = {}): Promise<void> {
  const { status } = await http(url, { method: 'PUT', headers, body: bytes, caFile: pipeline.session.caFile });
  expect(status).toBe(200);
}

test('with their own roles alone the functions answer every route', async () => {
  const { id } = await pipeline.ingest('in/read.csv', 'n\n1\n');
  for (const path of ['/objects', '/objects?prefix=in/', '/objects?status=COMMITTED', `/objects/${id}`, `/objects/${id}/rows`, '/jobs', '/health', '/openapi.json']) {
    await request('GET', path);
  }
  const file = { fileName: 'form.csv', contentType: 'text/csv', size: 4 };
  const signed = await pipeline.api.send('/uploads', 'POST', (call) => signedBy(pipeline.session)({
    ...call, headers: { ...call.headers, 'idempotency-key': 'once' },
  }), JSON.stringify(file));
  expect(signed.status).toBe(201);

  const upload = await request<{ id: string; key: string }>('POST', '/multipart-uploads', file);
  const { parts: [part] } = await request<{ parts: { url: string; headers?: Record<string, string> }[] }>(
    'POST', `/multipart-uploads/${upload.id}/parts`, { parts: [{ partNumber: 1 }] });
  await putPart(part.url, 'n\n1\n', part.headers);
  await request('GET', `/multipart-uploads/${upload.id}`);
  await request('POST', `/multipart-uploads/${upload.id}/completion`, {});
  await pipeline.settled(upload.key, ({ status }) => status === 'COMMITTED');
  const { id: unwanted } = await request<{ id: string }>('POST', '/multipart-uploads', file);
  await request('DELETE', `/multipart-uploads/${unwanted}`);

  await request('POST', `/objects/${id}/replay`);
  await request('DELETE', `/objects/${id}`);
  await pipeline.deleted('in/read.csv');
});

test('with its own role alone the ingest function reads in parts, quarantines and gives up', async () => {
  expect(await pipeline.ingest('in/large.csv', LARGE, { Tagging: 'stage=raw' })).toMatchObject({ status: 'COMMITTED', rowsWritten: 1500, tags: { stage: 'raw' } });
  expect(await pipeline.ingest('in/bad.csv', 'a,b\n1,2,3\n')).toMatchObject({ status: 'QUARANTINED', rowsRejected: 1 });
  const before = await pipeline.deadLetters();
  await pipeline.send('{"Records":[{"eventVersion":"9.0"}]}');
  await until(async () => (await pipeline.deadLetters()) > before ? true : undefined, () => 'the refused event is nowhere');
});

test('with their own roles alone the functions run every kind of job', async () => {
  const { clients: { s3, sqs }, bucket: Bucket, deadLetterQueue } = pipeline.session;
  await pipeline.ingest('in/a.csv', 'n\n1\n');
  await pipeline.ingest('in/a.csv', 'n\n2\n');
  await pipeline.quiet();
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
  await pipeline.put('in/lost.csv', 'n\n1\n');
  expect(await invoke({ schedule: 'reconcile' })).toMatchObject({ job: { state: 'DONE', matched: 1, sent: 1 } });
  await pipeline.settled('in/lost.csv', ({ status }) => status === 'COMMITTED');
  await pipeline.put('in/lost too.csv', 'n\n1\n');
  expect(await ended('backfill')).toMatchObject({ state: 'DONE', sent: 1 });
  await pipeline.settled('in/lost too.csv', ({ status }) => status === 'COMMITTED');
  await pipeline.put('in/lost again.csv', 'n\n1\n');
  expect(await ended('backfill', { distributed: true })).toMatchObject({ state: 'DONE', matched: 1, sent: 1 });
  await pipeline.settled('in/lost again.csv', ({ status }) => status === 'COMMITTED');
  expect(await ended('replay', { prefix: 'in/a' })).toMatchObject({ state: 'DONE', sent: 1 });
  await pipeline.quiet();
  await longAgo('in/a.csv');
  expect(await ended('sweep')).toMatchObject({ state: 'DONE', matched: 1, sent: 1 });
  for (const MessageBody of ['{"httpMethod":"GET"}', s3Event({ bucket: Bucket, key: 'in/a.csv' })]) {
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueue, MessageBody }));
  }
  // The event of the test before is refused again: it comes back at once and is not moved a second time.
  expect(await ended('redrive')).toMatchObject({ state: 'DONE', matched: 2, sent: 2 });
});

describe('D11: what the roles may do is what their functions do', () => {
  let seen: Decision[];
  let names: Names;
  beforeAll(async () => {
    await pipeline.quiet();
    const { emulator, stack: { outputs }, bucket, table, queue, deadLetterQueue } = pipeline.session;
    seen = decisionsOf(emulator).map((decision) => ({ ...decision, action: NAMED_OTHERWISE[decision.action] ?? decision.action }));
    const account = '000000000000';
    const queueArn = (url: string) => `arn:aws:sqs:us-east-1:${account}:${url.slice(url.lastIndexOf('/') + 1)}`;
    names = {
      account,
      bucket: `arn:aws:s3:::${bucket}`,
      quarantine: `arn:aws:s3:::${findOutput(outputs, 'QuarantineBucketName')}`,
      table: `arn:aws:dynamodb:us-east-1:${account}:table/${table}`,
      queue: queueArn(queue),
      deadLetters: queueArn(deadLetterQueue),
    };
  });

  const all = Object.keys(roles) as Role[];
  const requestsOf = (role: Role) => seen.filter(({ principal }) => principal.split('/')[1] === roles[role]);

  /** The actions that the role's policies allow. */
  async function actionsOf(RoleName: string): Promise<Set<string>> {
    const { PolicyNames: policies = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const texts = await Promise.all(policies.filter((name) => name !== FOR_THE_EMULATOR).map(async (PolicyName) =>
      decodeURIComponent((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument ?? '')));
    const statements = texts.flatMap((text) => (JSON.parse(text) as { Statement: { Action: string | string[] }[] }).Statement);
    return new Set(statements.flatMap(({ Action }) => Action));
  }

  /** What the policy simulator says of each request, as `<action> <resource>: <decision>`. */
  function simulated(role: Role, requests: [action: string, resource: string][]): Promise<string[]> {
    const PolicySourceArn = `arn:aws:iam::${names.account}:role/${roles[role]}`;
    return Promise.all(requests.map(async ([action, resource]) => {
      const { EvaluationResults: [result] = [] } = await iam.send(new SimulatePrincipalPolicyCommand({
        PolicySourceArn, ActionNames: [action], ResourceArns: [resource],
      }));
      return `${action} ${resource}: ${result?.EvalDecision}`;
    }));
  }

  test.each(all)('no request of the %s function was refused', (role) => {
    expect(requestsOf(role).length).toBeGreaterThan(0);
    expect(requestsOf(role).filter(({ allowed }) => !allowed)).toEqual([]);
  });

  test.each(all)('each right of the %s function was used, or is explained', async (role) => {
    const used = new Set(requestsOf(role).map(({ action }) => action));
    const unused = [...await actionsOf(roles[role])].filter((action) => !used.has(action));
    expect(unused.sort()).toEqual(Object.keys(UNSEEN[role]).sort());
  });

  test.each(all)('the policy simulator allows what the %s function has asked for', async (role) => {
    const requests = new Map(requestsOf(role).map(({ action, resource }) => [`${action} ${resource}`, [action, resource] as [string, string]]));
    const answers = await simulated(role, [...requests.values()]);
    expect(answers.filter((answer) => !answer.endsWith(': allowed'))).toEqual([]);
  });

  test.each(all)('the policy simulator denies the %s function what is not its own', async (role) => {
    const answers = await simulated(role, [...DENIED(names), ...NOT_THEIRS[role](names)]);
    expect(answers.filter((answer) => !answer.endsWith('Deny'))).toEqual([]);
  });
});
