import { createHash, createHmac } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
// The signer that every client of the SDK brings along.
// eslint-disable-next-line import/no-extraneous-dependencies
import { SignatureV4 } from '@smithy/signature-v4';
import { sign } from 'aws4';
import * as fc from 'fast-check';
import { StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { encodeKey } from '../../../lambda-src/aws/endpoint';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'a/session+token==' };
const region = 'eu-west-1';

/** The hash that the SDK's signer asks for, over node:crypto. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Uint8Array);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

const server = new StubServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

/** What the SDK's signer would have put into the request that arrived. */
async function oracle(service: string): Promise<string> {
  const { method, url, headers, body } = server.last;
  const { authorization, connection, 'x-amz-security-token': token, ...unsigned } = headers;
  expect([authorization, connection, token]).toEqual([expect.any(String), service === 's3' ? 'keep-alive' : undefined, credentials.sessionToken]);
  const [path, search = ''] = url.split('?');
  const query = Object.fromEntries(search.split('&').filter(pair => pair).map(pair => pair.split('=').map(decodeURIComponent)));
  const date = String(headers['x-amz-date']).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, uriEscapePath: service !== 's3' });
  const signed = await signer.sign({
    method, path, query, body, protocol: 'http:', hostname: '127.0.0.1', headers: unsigned as Record<string, string>,
  }, { signingDate: new Date(date), unsignableHeaders: new Set(['range', 'connection']) });
  return signed.headers.authorization;
}

/** The path that the SDK's S3 client sends for a key. */
async function pathBySdk(key: string): Promise<string> {
  let path = '';
  const s3 = new S3Client({
    region,
    credentials,
    endpoint: server.url,
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { path: string }) => {
        path = request.path;
        throw new Error('seen');
      },
    },
  });
  await expect(s3.send(new GetObjectCommand({ Bucket: 'b', Key: key }))).rejects.toThrow();
  return path;
}

const awkward = fc.constantFrom(' ', '+', '%', '/', '//', '.', '..', '/./', '/../', '%2F', '%20', '?', '#', '&', '=', '~', "!'()*", 'é', '日本', '😀', '\\', '"', ':', ';', 'a');
const keys = fc.array(fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 8 })), { minLength: 1, maxLength: 20 })
  .map(parts => parts.join('').replace(/\0/g, '')).filter(key => key.length > 0 && Buffer.byteLength(key) <= 1024);

test('S3 requests carry the signature that the SDK would have given them, whatever the key and the query', async () => {
  const client = new AwsClient({ region, credentials, endpoint: server.url });
  await fc.assert(fc.asyncProperty(keys, fc.dictionary(fc.constantFrom('versionId', 'prefix', 'marker', 'uploads', 'x-id'), keys), async (key, query) => {
    const answer = await client.s3({ method: 'GET', bucket: 'a-bucket', key, query, headers: { 'range': 'bytes=0-9', 'if-match': '"abc"' } });
    answer.resume();
    expect(server.last.url.split('?')[0]).toBe(`/a-bucket/${encodeKey(key)}`);
    expect(server.last.headers.authorization).toBe(await oracle('s3'));
  }), { numRuns: 300 });
});

test('keys are encoded as the SDK encodes them', async () => {
  await fc.assert(fc.asyncProperty(keys, async key => {
    expect(`/b/${encodeKey(key)}`).toBe(await pathBySdk(key));
  }), { numRuns: 100, examples: [['x'.repeat(1024)], ['é'.repeat(512)], ['a//b'], ['../a/./b'], ['a+b c%2B']] });
});

test('DynamoDB requests carry the signature that the SDK would have given them, byte strings included', async () => {
  const client = new AwsClient({ region, credentials, endpoint: server.url });
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async bytes => {
    await client.dynamodb('BatchWriteItem', Buffer.from(bytes).toString('latin1'));
    expect(server.last.body).toEqual(Buffer.from(bytes));
    expect(server.last.headers['x-amz-target']).toBe('DynamoDB_20120810.BatchWriteItem');
    expect(server.last.headers.authorization).toBe(await oracle('dynamodb'));
  }), { numRuns: 100 });
});

test('the signature of the example that AWS publishes', () => {
  const signed = sign({
    service: 's3',
    region: 'us-east-1',
    method: 'GET',
    path: '/test.txt',
    headers: {
      'Host': 'examplebucket.s3.amazonaws.com',
      'Range': 'bytes=0-9',
      'X-Amz-Content-Sha256': createHash('sha256').digest('hex'),
      'X-Amz-Date': '20130524T000000Z',
    },
    extraHeadersToInclude: { range: true },
  } as Parameters<typeof sign>[0], { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' });
  expect(signed.headers?.Authorization).toBe('AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, '
    + 'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});
