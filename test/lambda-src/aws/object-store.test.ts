import type { ServerResponse } from 'node:http';
import { type Received, StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { BucketObjectStore } from '../../../lambda-src/aws/object-store';
import { ArchivedObject, ChangedObject, type OpenObject, UnreadableObject } from '../../../lambda-src/core/ports';

const CONTENT = Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 256));
const HEADERS = { 'etag': '"abc"', 'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT', 'content-type': 'text/csv' };

const server = new StubServer();
let store: BucketObjectStore;

beforeAll(async () => {
  await server.start();
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  store = new BucketObjectStore(new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials }), 'landing');
});
afterAll(() => server.stop());
beforeEach(() => { server.received.length = 0; });

function serve(headers: Record<string, string>): (request: Received, response: ServerResponse) => void {
  return ({ headers: { range } }, response) => {
    const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, { ...headers, 'content-length': CONTENT.length - from }).end(CONTENT.subarray(from));
  };
}

function refuse(status: number, code: string): (request: Received, response: ServerResponse) => void {
  return ({ method }, response) => response.writeHead(status).end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>no</Message></Error>`);
}

/** Sends `bytes` of what was asked for, and breaks the connection. */
function breakAfter(bytes: number): (request: Received, response: ServerResponse) => void {
  return ({ headers: { range } }, response) => {
    const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, { ...HEADERS, 'content-length': CONTENT.length - from });
    response.write(CONTENT.subarray(from, from + bytes), () => setTimeout(() => response.destroy(), 20));
  };
}

async function bytesOf(object: OpenObject | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of object?.body() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('an object comes with its metadata and its bytes', async () => {
  server.answer = serve({ ...HEADERS, 'x-amz-meta-owner': 'me', 'x-amz-checksum-crc64nvme': 'x==', 'x-amz-checksum-type': 'FULL_OBJECT', 'content-encoding': 'gzip' });
  const object = await store.open('a b/ü+%.csv');
  expect(server.last.url).toBe('/landing/a%20b/%C3%BC%2B%25.csv');
  expect(object).toMatchObject({
    contentEncoding: 'gzip',
    metadata: {
      size: CONTENT.length,
      etag: 'abc',
      versionId: null,
      contentType: 'text/csv',
      checksum: { algorithm: 'CRC64NVME', value: 'x==' },
      userMetadata: { owner: 'me' },
      tags: {},
      lastModified: '2026-01-02T03:04:05.000Z',
    },
  });
  expect((await bytesOf(object)).equals(CONTENT)).toBe(true);
});

describe('the identity', () => {
  const identity = async (headers: Record<string, string>): Promise<string | undefined> => {
    server.answer = serve({ ...HEADERS, ...headers });
    return (await store.head('k'))?.identity;
  };

  test('is the version where there is one', async () => {
    expect(await identity({ 'x-amz-version-id': 'v1' })).toBe('version:v1');
    expect(await identity({ 'x-amz-version-id': 'null' })).toMatch(/^etag:abc:/);
  });

  test('without versions tells content, time, type, encoding and metadata apart', async () => {
    const others: Record<string, string>[] = [
      {}, { etag: '"abd"' }, { 'last-modified': 'Fri, 02 Jan 2026 03:04:06 GMT' }, { 'content-type': 'text/plain' },
      { 'content-encoding': 'gzip' }, { 'x-amz-meta-a': '1' },
    ];
    const identities = new Set<string | undefined>();
    for (const headers of others) identities.add(await identity(headers));
    expect(identities.size).toBe(others.length);
    expect(identities).toContain(await identity({}));
  });
});

describe('tags', () => {
  const COUNTED = { ...HEADERS, 'x-amz-version-id': 'v1/+', 'x-amz-tagging-count': '2' };
  const XML = '<?xml version="1.0"?>\n<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>a &amp; b</Key><Value>ü&#x3D;1</Value></Tag>'
    + '<Tag><Key>empty</Key><Value/></Tag></TagSet></Tagging>';
  const forTags = () => server.received.filter(({ url }) => url.includes('tagging'));

  /** Answers requests for tags one way, and the others with the object. */
  const tagged = (answerTags: (request: Received, response: ServerResponse) => void, headers: Record<string, string> = COUNTED) => {
    server.answer = (request, response) => (request.url.includes('tagging') ? answerTags : serve(headers))(request, response);
  };
  const answerWith = (xml: string) => (_: Received, response: ServerResponse) => { response.end(xml); };

  test.each(['open', 'head'] as const)('are read by one more request, of the version that %s found', async (method) => {
    tagged(answerWith(XML));
    const object = await store[method]('a b.csv');
    expect(object?.metadata.tags).toEqual({ 'a & b': 'ü=1', 'empty': '' });
    expect(server.received.slice(1).map(({ url }) => url)).toEqual(['/landing/a%20b.csv?tagging=&versionId=v1%2F%2B']);
    object?.discard();
  });

  test('are read of the object where it has no versions', async () => {
    tagged(answerWith(XML), { ...COUNTED, 'x-amz-version-id': 'null' });
    await store.head('k');
    expect(forTags().map(({ url }) => url)).toEqual(['/landing/k?tagging=']);
  });

  test.each<Record<string, string>>([{}, { 'x-amz-tagging-count': '0' }, { 'x-amz-tagging-count': '' }])('are none where S3 counts none: %j', async (count) => {
    server.answer = serve({ ...HEADERS, ...count });
    expect((await store.head('k'))?.metadata.tags).toEqual({});
    expect(server.received).toHaveLength(1);
  });

  test('are none where the last of them went meanwhile', async () => {
    tagged(answerWith('<Tagging><TagSet/></Tagging>'));
    expect((await store.head('k'))?.metadata.tags).toEqual({});
  });

  test.each([[403, 'AccessDenied', 1], [404, 'NoSuchVersion', 1], [404, 'NoSuchKey', 1], [503, 'SlowDown', 3], [500, 'InternalError', 3]])(
    'are unknown, and the object is read all the same, after %i %s and %i requests', async (status, code, requests) => {
      tagged(refuse(status, code));
      const object = await store.open('k');
      expect(object?.metadata).toMatchObject({ tags: null, etag: 'abc' });
      expect(forTags()).toHaveLength(requests);
      expect((await bytesOf(object)).equals(CONTENT)).toBe(true);
    });

  test('are asked for again where S3 had no time', async () => {
    tagged((request, response) => (forTags().length === 1 ? refuse(503, 'SlowDown') : answerWith(XML))(request, response));
    expect((await store.head('k'))?.metadata.tags).toMatchObject({ empty: '' });
  });

  test('are unknown where the answer breaks off', async () => {
    tagged((_, response) => { response.writeHead(200, { 'content-length': 1000 }).write(XML, () => setTimeout(() => response.destroy(), 20)); });
    expect((await store.head('k'))?.metadata.tags).toBeNull();
  });

  test('name nothing: an object that is tagged anew is the same', async () => {
    tagged(answerWith(XML), { ...HEADERS, 'x-amz-tagging-count': '2' });
    const before = await store.head('k');
    server.answer = serve(HEADERS);
    expect((await store.head('k'))?.identity).toBe(before?.identity);
  });
});

describe('a broken connection', () => {
  test('is resumed where it broke, for the same version and content only', async () => {
    server.answer = breakAfter(17_000);
    const object = await store.open('k');
    expect((await bytesOf(object)).equals(CONTENT)).toBe(true);
    const resumed = server.received.slice(1);
    expect(resumed.length).toBeGreaterThanOrEqual(2);
    expect(resumed.map(({ headers }) => headers['if-match'])).toEqual(resumed.map(() => '"abc"'));
    expect(resumed[0].headers.range).toBe('bytes=17000-49999');
  });

  test.each([[412, 'PreconditionFailed'], [404, 'NoSuchKey'], [404, 'NoSuchVersion']])('that finds %i %s gives up the read: claim again', async (status, code) => {
    server.answer = breakAfter(10_000);
    const object = await store.open('k');
    server.answer = refuse(status, code);
    await expect(bytesOf(object)).rejects.toThrow(ChangedObject);
  });

  test('that never brings a byte more is given up', async () => {
    server.answer = breakAfter(10_000);
    const object = await store.open('k');
    server.answer = (_request, response) => response.destroy();
    await expect(bytesOf(object)).rejects.toThrow();
    expect(server.received.length).toBeLessThan(25);
  });

  test('that is answered with the whole object goes on where it broke', async () => {
    server.answer = breakAfter(10_000);
    const object = await store.open('k');
    server.answer = (_request, response) => response.writeHead(200, { ...HEADERS, 'content-length': CONTENT.length }).end(CONTENT);
    expect((await bytesOf(object)).equals(CONTENT)).toBe(true);
  });
});

describe.each(['open', 'head'] as const)('%s', (method) => {
  test('finds nothing where there is nothing', async () => {
    server.answer = refuse(404, 'NoSuchKey');
    expect(await store[method]('k')).toBeUndefined();
  });

  test('does not take a refusal for an absence', async () => {
    server.answer = refuse(403, 'AccessDenied');
    await expect(store[method]('k')).rejects.toMatchObject({ status: 403 });
  });

  test('says that an object has a key of its own', async () => {
    server.answer = refuse(400, 'InvalidRequest');
    await expect(store[method]('k')).rejects.toThrow(UnreadableObject);
  });
});

test('an archived object is told from one that is not there, with its metadata', async () => {
  server.answer = (request, response) => (request.method === 'GET' ? refuse(403, 'InvalidObjectState') : serve(HEADERS))(request, response);
  const error = await store.open('k').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ArchivedObject);
  expect((error as ArchivedObject).object.metadata.size).toBe(CONTENT.length);
});
