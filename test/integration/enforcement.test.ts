import { IAMClient } from '@aws-sdk/client-iam';
import { DeleteObjectCommand, GetBucketPolicyCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Stack, type App } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { nobody, signedBy, type Caller, type Credentials } from './callers';
import { startEnforcedSession } from './enforced-session';
import { accessKeyOf, createUser } from './identities';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import { clientConfig } from '../../local/clients';
import { http } from '../../local/http';
import { ServerlessIngestApi } from '../../src';

const ROUTES: [method: string, path: string][] = [
  ['GET', '/objects'], ['GET', '/objects/{id}'], ['GET', '/objects/{id}/rows'], ['GET', '/health'], ['POST', '/uploads'], ['DELETE', '/objects/{id}'],
];

/** The construct without any props, a user who may call its API and one who may upload. */
function build(app: App): Stack {
  const stack = new Stack(app, 'Enforced');
  const ingest = new ServerlessIngestApi(stack, 'Ingest');
  ingest.grantInvoke(new User(stack, 'Reader'));
  ingest.grantUpload(new User(stack, 'Uploader'));
  return stack;
}

let pipeline: Pipeline;
let iam: IAMClient;
let reader: Caller;
let id: string;
beforeAll(async () => {
  const session = await startEnforcedSession(build);
  iam = new IAMClient(clientConfig(session));
  reader = signedBy(await accessKeyOf(iam, userOf(session.stack.physicalIds, 'Reader')));
  pipeline = new Pipeline(session, reader);
  ({ id } = await pipeline.ingest('first.csv', 'n\n1\n'));
});
afterAll(async () => {
  iam?.destroy();
  await pipeline?.stop();
});

function userOf(physicalIds: Record<string, string>, name: string): string {
  return Object.entries(physicalIds).find(([logicalId]) => new RegExp(`^${name}[0-9A-F]{8}$`).test(logicalId))?.[1] ?? '';
}

/** The API's ARN, with everything behind the stage. */
function arnOf(rest: string): string {
  const [, apiId] = /restapis\/([^/]+)/.exec(pipeline.session.api) ?? [];
  return `arn:aws:execute-api:us-east-1:000000000000:${apiId}/production/${rest}`;
}

const upload = { fileName: 'a.csv', contentType: 'text/csv', size: 10 };
const statusOf = async (caller: Caller, method: string, path: string) =>
  (await pipeline.api.send(path.replace('{id}', id), method, caller, method === 'POST' ? JSON.stringify(upload) : undefined)).status;

describe('A7, A13: the default construct works under the rights that it grants itself', () => {
  test('a file is ingested, replaced and deleted', async () => {
    expect(await pipeline.ingest('granted.csv', 'n\n1\n', { ContentType: 'text/csv' })).toMatchObject({ status: 'COMMITTED', contentType: 'text/csv' });
    await pipeline.ingest('granted.csv', 'n\n2\n');
    await pipeline.remove('granted.csv');
    await pipeline.deleted('granted.csv');
    await pipeline.quiet();
    expect(await pipeline.deadLetters()).toBe(0);
  });

  test('an object whose tags the bucket refuses to tell is ingested without them', async () => {
    const { clients: { s3 }, bucket: Bucket } = pipeline.session;
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const policy = JSON.parse(Policy) as { Statement: object[] };
    const refusal = { Effect: 'Deny', Principal: '*', Action: 's3:GetObjectVersionTagging', Resource: `arn:aws:s3:::${Bucket}/*` };
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement: [...policy.Statement, refusal] }) }));
    expect(await pipeline.ingest('tagged.csv', 'n\n1\n', { Tagging: 'stage=raw' })).toMatchObject({ status: 'COMMITTED', attempts: 1, tags: null });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await pipeline.ingest('tagged.csv', 'n\n2\n', { Tagging: 'stage=raw' })).toMatchObject({ status: 'COMMITTED', tags: { stage: 'raw' } });
  });

  test('grantInvoke lets a user call every route', async () => {
    const { id: deletable } = await pipeline.ingest('deletable.csv', 'n\n1\n');
    for (const [method, path] of ROUTES) {
      expect(await statusOf(reader, method, path.replace('{id}', method === 'DELETE' ? deletable : id))).toBeLessThan(300);
    }
    await pipeline.deleted('deletable.csv');
    expect(await pipeline.api.all('/objects', { limit: '1' })).not.toEqual([]);
  });

  test('grantUpload lets a user put objects and do nothing else', async () => {
    const { session } = pipeline;
    const credentials = await accessKeyOf(iam, userOf(session.stack.physicalIds, 'Uploader'));
    const s3 = new S3Client({ ...clientConfig({ ...session, ...credentials }), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const object = { Bucket: session.bucket, Key: 'granted upload.csv' };
    await s3.send(new PutObjectCommand({ ...object, Body: 'n\n1\n' }));
    await pipeline.settled('granted upload.csv', ({ status }) => status === 'COMMITTED');
    await expect(s3.send(new GetObjectCommand(object))).rejects.toThrow(/AccessDenied|not authorized|Access Denied/);
    await expect(s3.send(new DeleteObjectCommand(object))).rejects.toThrow(/AccessDenied|not authorized|Access Denied/);
    expect(await statusOf(signedBy(credentials), 'GET', '/objects')).toBe(403);
    s3.destroy();
  });

  test('an upload form that the API function signs is taken, an altered one is not', async () => {
    const form = JSON.parse((await pipeline.api.call('/uploads', 'POST', { ...upload, size: 4 })).body) as
      { key: string; url: string; fields: Record<string, string> };
    const submit = async (changed: Record<string, string>) => {
      const data = new FormData();
      for (const [name, value] of Object.entries({ ...form.fields, ...changed })) data.append(name, value);
      data.append('file', new Blob(['n\n1\n']));
      const request = new Response(data);
      const headers = { 'content-type': String(request.headers.get('content-type')) };
      return (await http(form.url, { method: 'POST', headers, body: await request.text(), caFile: pipeline.session.caFile })).status;
    };
    const policy = JSON.parse(Buffer.from(form.fields.Policy, 'base64').toString()) as { expiration: string };
    const longer = Buffer.from(JSON.stringify({ ...policy, expiration: '2099-01-01T00:00:00Z' })).toString('base64');
    expect(await submit({ 'X-Amz-Signature': '0'.repeat(64) })).toBe(403);
    expect(await submit({ Policy: longer })).toBe(403);
    expect(await pipeline.api.find(form.key)).toBeUndefined();
    expect(await submit({})).toBe(204);
    await pipeline.settled(form.key, ({ status }) => status === 'COMMITTED');
  });
});

describe('B4: who has no right to the API is answered with 403', () => {
  const strangers: Record<string, () => Credentials | Promise<Credentials>> = {
    'a user without any right': () => createUser(iam, 'nobody', []),
    'a user with other rights': () => createUser(iam, 'stranger', [{ Effect: 'Allow', Action: ['s3:*', 'dynamodb:*', 'lambda:*'], Resource: '*' }]),
    'a user with a right to another API': () => createUser(iam, 'neighbour', [
      { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:us-east-1:000000000000:another/production/*' },
    ]),
    'a user who was denied it': () => createUser(iam, 'denied', [
      { Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: arnOf('*') },
    ]),
    'a key that nobody has': () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' }),
  };

  test.each(Object.keys(strangers))('%s', async (name) => {
    const caller = signedBy(await strangers[name]());
    for (const [method, path] of ROUTES) expect([method, path, await statusOf(caller, method, path)]).toEqual([method, path, 403]);
  });

  test('a user with the right to read may read and not delete', async () => {
    const caller = signedBy(await createUser(iam, 'readonly', [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arnOf('GET/*') }]));
    for (const [method, path] of ROUTES) expect([method, path, await statusOf(caller, method, path)]).toEqual([method, path, method === 'GET' ? 200 : 403]);
  });

  test('a signature with the wrong secret, or none', async () => {
    const key = await createUser(iam, 'forged', [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arnOf('*') }]);
    expect(await statusOf(signedBy(key), 'GET', '/objects')).toBe(200);
    expect(await statusOf(signedBy({ ...key, secretAccessKey: 'wrong' }), 'GET', '/objects')).toBe(403);
    for (const [method, path] of ROUTES) expect([method, path, await statusOf(nobody, method, path)]).toEqual([method, path, 403]);
    expectProblem(await pipeline.api.send('/objects', 'GET', nobody), 403);
  });
});

describe('A6: plain HTTP is refused', () => {
  // What a load balancer says that has taken the TLS off: the emulator believes it, and aws:SecureTransport is false.
  const plain = { 'x-forwarded-proto': 'http' };
  let administrator: Credentials;
  beforeAll(async () => {
    administrator = await createUser(iam, 'administrator', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  });

  test('by the API, whoever calls', async () => {
    const overHttp = (caller: Caller): Caller => (request) => caller({ ...request, headers: { ...request.headers, ...plain } });
    for (const caller of [reader, signedBy(administrator)]) expect(await statusOf(caller, 'GET', '/objects')).toBe(200);
    for (const caller of [reader, nobody, signedBy(administrator)]) expect(await statusOf(overHttp(caller), 'GET', '/objects')).toBe(403);
  });

  test.each([
    ['the bucket', 's3', () => `/${pipeline.session.bucket}/first.csv`],
    ['the queue', 'sqs', () => `${new URL(pipeline.session.queue).pathname}?Action=ReceiveMessage`],
    ['the dead-letter queue', 'sqs', () => `${new URL(pipeline.session.deadLetterQueue).pathname}?Action=ReceiveMessage`],
  ])('by %s', async (_, service, path) => {
    const url = new URL(`${pipeline.session.endpoint}${path()}`);
    const get = async (headers: Record<string, string>) => {
      const signed = signedBy(administrator, service)({ method: 'GET', url, headers });
      return (await http(url.href, { headers: signed, caFile: pipeline.session.caFile })).status;
    };
    expect(await get({})).toBe(200);
    expect(await get(plain)).toBe(403);
  });
});
