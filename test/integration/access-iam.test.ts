import { IAMClient } from '@aws-sdk/client-iam';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Stack, type App } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { nobody, signedBy, type Caller, type Credentials } from './callers';
import { elsewhere, expectMatrix, may, refused } from './credentials-matrix';
import { startEnforcedSession } from './enforced-session';
import { accessKeyOf, createUser } from './identities';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import { clientConfig } from '../../local/clients';
import { http } from '../../local/http';
import type { LedgerEntry } from '../../local/ingest-client';
import { ApiAuth, ServerlessIngestApi, Tenancy } from '../../src';
import { routesOf } from '../../src/api/routes';
import { Right } from '../../src/contract';

const APP = 'https://app.example.com';
const USERS = ['Reader', 'Uploader', 'Operator', 'Mistaken', 'OtherReader', 'OtherOperator', 'Homeless'] as const;
type Name = typeof USERS[number];

/** The default pipeline with two tenants, named operators and a page on another origin. */
function build(app: App): Stack {
  const stack = new Stack(app, 'AccessByIam');
  const users = Object.fromEntries(USERS.map((name) => [name, new User(stack, name)])) as Record<Name, User>;
  const tenants: Partial<Record<Name, string>> = { Reader: 'a', Uploader: 'a', Operator: 'a', Mistaken: 'a', OtherReader: 'b', OtherOperator: 'b' };
  const ingest = new ServerlessIngestApi(stack, 'Ingest', {
    api: {
      auth: ApiAuth.iam({ operators: [users.Operator.userArn, users.OtherOperator.userArn] }),
      tenancy: Tenancy.principals(Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [users[name as Name].userArn, tenant]))),
      cors: { origins: [APP] },
    },
  });
  ingest.grantRead(users.Reader);
  ingest.grantRead(users.OtherReader);
  ingest.grantUpload(users.Uploader, { tenant: 'a' });
  for (const name of ['Operator', 'OtherOperator', 'Mistaken', 'Homeless'] as const) ingest.grantOperate(users[name]);
  return stack;
}

let iam: IAMClient;
let pipeline: Pipeline;
let own: LedgerEntry;
const credentials = {} as Record<Name, Credentials>;
const caller = (name: Name): Caller => signedBy(credentials[name]);
const matrix = () => ({ client: pipeline.api, owner: pipeline.api, id: own.id });

beforeAll(async () => {
  const session = await startEnforcedSession(build);
  iam = new IAMClient(clientConfig(session));
  for (const name of USERS) {
    const [, user = ''] = Object.entries(session.stack.physicalIds).find(([id]) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id)) ?? [];
    credentials[name] = await accessKeyOf(iam, user);
  }
  pipeline = new Pipeline(session, caller('Operator'));
  own = await pipeline.ingest('a/own.csv', 'n\n1\n2\n3\n');
  await new Pipeline(session, caller('OtherOperator')).ingest('b/other.csv', 'n\n1\n');
});
afterAll(async () => {
  iam?.destroy();
  await pipeline?.stop();
});

test('each list holds the tenant\'s own objects', async () => {
  const keysOf = async (name: Name, query = '') => (JSON.parse((await pipeline.api.send(`/objects${query}`, 'GET', caller(name))).body) as { items: LedgerEntry[] })
    .items.map(({ key }) => key);
  expect(await keysOf('Reader')).toEqual(['a/own.csv']);
  expect(await keysOf('OtherReader')).toEqual(['b/other.csv']);
  expect(await keysOf('OtherReader', '?prefix=a/')).toEqual([]);
});

test.each<[Name, ReturnType<typeof may>]>([
  ['Reader', may(Right.CALLER, Right.READER)],
  ['Uploader', may(Right.CALLER, Right.UPLOADER)],
  ['Operator', may(...Object.values(Right))],
  ['OtherReader', elsewhere(may(Right.CALLER, Right.READER))],
  ['OtherOperator', elsewhere(may(...Object.values(Right)))],
])('%s', async (name, expectation) => {
  await expectMatrix(matrix(), caller(name), expectation);
});

test('whom a policy lets operate by mistake, the handler does not: it knows the operators by name', async () => {
  await expectMatrix(matrix(), caller('Mistaken'), may(Right.CALLER, Right.READER, Right.UPLOADER));
});

test('who belongs to no tenant sees nothing, whatever a policy allows', async () => {
  await expectMatrix(matrix(), caller('Homeless'), may(Right.CALLER));
});

test('nobody, a stranger and a wrong signature are answered with 403', async () => {
  const stranger = signedBy(await createUser(iam, 'stranger', []));
  const forged = signedBy({ ...credentials.Operator, secretAccessKey: 'wrong' });
  for (const one of [nobody, stranger, forged]) await expectMatrix(matrix(), one, refused(403));
});

test('grantUpload lets a user put objects of the tenant into the bucket, and of no other', async () => {
  const { session } = pipeline;
  const s3 = new S3Client({ ...clientConfig({ ...session, ...credentials.Uploader }), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: session.bucket, Key, Body: 'n\n1\n' }));
  await put('a/direct.csv');
  for (const key of ['b/direct.csv', 'ab/direct.csv', 'direct.csv']) await expect(put(key)).rejects.toThrow(/AccessDenied|not authorized|Access Denied/);
  await pipeline.settled('a/direct.csv', ({ status }) => status === 'COMMITTED');
  s3.destroy();
});

describe('a page of another origin', () => {
  const send = (path: string, method: string, headers: Record<string, string>) =>
    http(`${pipeline.session.api}${path}`, { method, headers, caFile: pipeline.session.caFile });

  test('is let in by a preflight that nobody signs, on each route', async () => {
    for (const { method, path } of routesOf()) {
      const { status, headers } = await send(path.replace('{id}', own.id), 'OPTIONS', { 'origin': APP, 'access-control-request-method': method });
      expect(status).toBe(204);
      expect(headers).toMatchObject({ 'access-control-allow-origin': APP, 'vary': 'Origin' });
      expect(headers['access-control-allow-methods']).toContain(method);
    }
  });

  test('reads the gateway\'s own refusal', async () => {
    const answer = await send('/objects', 'GET', { origin: APP });
    expectProblem(answer, 403);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': APP, 'vary': 'Origin' });
  });

  test('nothing but a preflight is let in without a signature', async () => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'HEAD']) expect((await send('/objects', method, { origin: APP })).status).toBe(403);
  });
});
