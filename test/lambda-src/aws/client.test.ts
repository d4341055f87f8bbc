import type { IncomingMessage, ServerResponse } from 'node:http';
import { StubServer } from './stub-server';
import { AwsClient, type AwsClientOptions, ServiceError } from '../../../lambda-src/aws/client';

const credentials = { accessKeyId: 'AKIDSECRET', secretAccessKey: 'do-not-tell', sessionToken: 'nor-this' };
const server = new StubServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => { server.received.length = 0; });

const client = (options: AwsClientOptions = {}): AwsClient => new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials, ...options });

/** Answers each request with the next of these, the last one for good. */
function answers(...list: { status: number; body?: string; headers?: Record<string, string> }[]): void {
  let n = 0;
  server.answer = (_, response) => {
    const { status, body, headers } = list[Math.min(n++, list.length - 1)];
    response.writeHead(status, headers).end(body);
  };
}

async function failure(call: Promise<unknown>): Promise<ServiceError> {
  const error: unknown = await call.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('DynamoDB', () => {
  const type = (code: string, message: object = {}): string => JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, ...message });

  test('returns the answer as JSON', async () => {
    answers({ status: 200, body: '{"Item":{"pk":{"S":"ü"}}}' });
    expect(await client().dynamodb('GetItem', '{}')).toEqual({ Item: { pk: { S: 'ü' } } });
  });

  test.each([
    [400, type('ConditionalCheckFailedException', { message: 'no', Item: { rev: { N: '2' } } }), 'ConditionalCheckFailedException', false, false],
    [400, type('ValidationException', { Message: 'no' }), 'ValidationException', false, false],
    [400, type('ProvisionedThroughputExceededException'), 'ProvisionedThroughputExceededException', true, true],
    [400, type('ThrottlingException'), 'ThrottlingException', true, true],
    [400, type('RequestLimitExceeded'), 'RequestLimitExceeded', true, true],
    [400, '{"__type":"com.amazon.coral.service#ExpiredTokenException"}', 'ExpiredTokenException', false, false],
    [500, type('InternalServerError'), 'InternalServerError', true, false],
    [503, '<html>', 'SlowDown', true, true],
    [502, '', 'InternalError', true, false],
    [413, '', 'UnknownError', false, false],
    [400, '[]', 'BadRequest', false, false],
    [400, 'null', 'BadRequest', false, false],
  ])('%d %s is %s', async (status, body, code, retryable, throttled) => {
    answers({ status, body, headers: { 'x-amzn-requestid': 'R1' } });
    const error = await failure(client().dynamodb('PutItem', '{}'));
    expect(error).toMatchObject({ service: 'dynamodb', operation: 'PutItem', status, code, name: code, retryable, throttled, requestId: 'R1' });
  });

  test('a failed condition brings the item along', async () => {
    answers({ status: 400, body: type('ConditionalCheckFailedException', { Item: { rev: { N: '2' } } }) });
    expect((await failure(client().dynamodb('UpdateItem', '{}'))).response).toMatchObject({ Item: { rev: { N: '2' } } });
  });

  test('reads are repeated, writes are not', async () => {
    answers({ status: 500 }, { status: 400, body: type('ThrottlingException') }, { status: 200, body: '{"Items":[]}' });
    expect(await client().dynamodb('Query', '{}')).toEqual({ Items: [] });
    answers({ status: 500 }, { status: 200, body: '{}' });
    await failure(client().dynamodb('UpdateItem', '{}'));
    answers({ status: 500 });
    server.received.length = 0;
    await failure(client({ maxAttempts: 2 }).dynamodb('GetItem', '{}'));
    expect(server.received).toHaveLength(2);
  });
});

describe('S3', () => {
  const xml = (code: string): string => `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>a &lt;b&gt; &amp; c</Message><RequestId>R2</RequestId></Error>`;

  test('streams the body of a success', async () => {
    answers({ status: 206, body: 'x'.repeat(1_000_000) });
    expect(await textOf(await client().s3({ method: 'GET', bucket: 'b', key: 'k' }))).toHaveLength(1_000_000);
  });

  test.each([
    [404, 'NoSuchKey', false, false], [412, 'PreconditionFailed', false, false], [403, 'InvalidObjectState', false, false], [403, 'AccessDenied', false, false],
    [503, 'SlowDown', true, true], [500, 'InternalError', true, false], [400, 'RequestTimeout', true, false], [301, 'PermanentRedirect', false, false],
  ])('%d %s', async (status, code, retryable, throttled) => {
    answers({ status, body: xml(code) });
    const error = await failure(client({ maxAttempts: 1 }).s3({ method: 'GET', bucket: 'b', key: 'k' }));
    expect(error).toMatchObject({ service: 's3', operation: 'GET', status, code, retryable, throttled, requestId: 'R2' });
    expect(error.message).toBe(`s3 GET failed with ${code} (${status}): a <b> & c`);
  });

  test.each([[404, 'NotFound'], [403, 'Forbidden'], [412, 'PreconditionFailed'], [400, 'BadRequest'], [304, 'NotModified'], [405, 'MethodNotAllowed']])(
    'HEAD %d has no body and is %s', async (status, code) => {
      answers({ status, headers: { 'x-amz-request-id': 'R3' } });
      expect(await failure(client().s3({ method: 'HEAD', bucket: 'b', key: 'k' }))).toMatchObject({ status, code, requestId: 'R3', retryable: false });
    });

  test('sends what it is given and nothing else: no body type on a GET, a length on a PUT', async () => {
    answers({ status: 200 });
    (await client().s3({ method: 'GET', bucket: 'b', query: { 'list-type': '2', 'prefix': 'a b', 'none': undefined }, headers: { range: undefined } })).resume();
    expect(server.last.url).toBe('/b/?list-type=2&prefix=a%20b');
    expect(Object.keys(server.last.headers).sort()).toEqual([
      'authorization', 'connection', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token',
    ]);
    (await client().s3({ method: 'PUT', bucket: 'b', key: 'k', body: '\xff\x00' })).resume();
    expect([server.last.headers['content-length'], server.last.body]).toEqual(['2', Buffer.from([255, 0])]);
    (await client().s3({ method: 'PUT', bucket: 'b', key: 'k' })).resume();
    expect(server.last.headers['content-length']).toBe('0');
  });
});

describe('E5: the network', () => {
  test('a closed connection is retryable', async () => {
    server.answer = (_, response) => void response.destroy();
    expect(await failure(client().dynamodb('PutItem', '{}'))).toMatchObject({ status: 0, code: 'ECONNRESET', retryable: true, throttled: false });
  });

  test('nobody there is retryable', async () => {
    const nobody = client({ endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
    expect(await failure(nobody.s3({ method: 'GET', bucket: 'b', key: 'k' }))).toMatchObject({ status: 0, code: 'ECONNREFUSED', retryable: true });
  });

  test('no answer in time is retryable, and so is one that does not end', async () => {
    server.answer = () => undefined;
    expect(await failure(client({ timeoutMs: 30 }).dynamodb('PutItem', '{}'))).toMatchObject({ code: 'ETIMEDOUT', retryable: true });
    server.answer = (_, response) => void response.write('{');
    expect(await failure(client({ timeoutMs: 30 }).dynamodb('PutItem', '{}'))).toMatchObject({ code: 'ETIMEDOUT', retryable: true });
  });

  test('an answer that breaks off is retryable', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"Item":', () => response.destroy());
    };
    expect(await failure(client().dynamodb('PutItem', '{}'))).toMatchObject({ status: 0, code: 'ECONNRESET', retryable: true });
  });

  test('one connection serves one call after the other', async () => {
    const ports = new Set<number | undefined>();
    server.answer = (_, response) => {
      ports.add(response.socket?.remotePort);
      response.end('{}');
    };
    for (let n = 0; n < 20; n++) await client().dynamodb('GetItem', '{}');
    expect(ports.size).toBe(1);
  });

  test('more calls than connections are all answered, each with its own answer', async () => {
    const ports = new Set<number | undefined>();
    server.answer = ({ body }, response) => {
      ports.add(response.socket?.remotePort);
      setImmediate(() => response.end(body));
    };
    const calls = Array.from({ length: 300 }, (_, n) => client().dynamodb('GetItem', n % 2 ? Buffer.from(`{"n":${n}}`) : `{"n":${n}}`));
    expect(await Promise.all(calls)).toEqual(calls.map((_, n) => ({ n })));
    expect(ports.size).toBeLessThanOrEqual(64);
  });

  test('calls that wait for a connection get one when another breaks, and are given up in time', async () => {
    const held: ServerResponse[] = [];
    server.answer = (_, response) => void held.push(response);
    const calls = Array.from({ length: 65 }, () => client({ timeoutMs: 5_000 }).dynamodb('PutItem', '{}').catch((error: ServiceError) => error.code));
    const late = client({ timeoutMs: 50 }).dynamodb('PutItem', '{}');
    expect(await failure(late)).toMatchObject({ code: 'ETIMEDOUT', retryable: true });
    expect(held).toHaveLength(64);
    server.answer = (_, response) => void response.end('{"late":true}');
    held.forEach(response => response.destroy());
    expect(await Promise.all(calls)).toEqual([...held.map(() => 'ECONNRESET'), { late: true }]);
  });

  test.each([
    ['in chunks', (response: ServerResponse) => { response.write('{"a"'); setImmediate(() => response.end(':1}')); }],
    ['that ends with its connection', (response: ServerResponse) => { response.socket?.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}'); }],
    ['behind an interim one', (response: ServerResponse) => { response.writeProcessing(); response.end('{"a":1}'); }],
    ['before a connection is closed', (response: ServerResponse) => { response.setHeader('connection', 'close').end('{"a":1}'); }],
  ])('an answer %s is read, and so is the next', async (_, answer) => {
    server.answer = (__, response) => answer(response);
    for (let n = 0; n < 3; n++) expect(await client().dynamodb('PutItem', '{}')).toEqual({ a: 1 });
  });

  test('what is no HTTP is retryable', async () => {
    server.answer = (_, response) => void response.socket?.end('garbage\r\n\r\n');
    expect(await failure(client().dynamodb('PutItem', '{}'))).toMatchObject({ status: 0, code: 'EPROTO', retryable: true });
  });

  test('a connection that says something unasked is not used again', async () => {
    const sockets = new Set<unknown>();
    server.answer = (_, response) => {
      const { socket } = response;
      sockets.add(socket);
      response.end('{}', () => setImmediate(() => socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"stray":true}')));
    };
    for (let n = 0; n < 3; n++) {
      expect(await client().dynamodb('PutItem', '{}')).toEqual({});
      await new Promise(resolve => { setTimeout(resolve, 20); });
    }
    expect(sockets.size).toBe(3);
  });
});

test('no error tells a secret or a body', async () => {
  const secrets = /do-not-tell|nor-this|AKIDSECRET|row content/;
  for (const answer of [{ status: 400, body: '{}' }, { status: 500, body: '' }]) {
    answers(answer);
    const error = await failure(client().dynamodb('PutItem', '{"Item":"row content"}'));
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(secrets);
  }
});

describe('the environment of a function', () => {
  const before = { ...process.env };
  afterEach(() => { process.env = { ...before }; });

  test('is read at each call', async () => {
    answers({ status: 200, body: '{}' });
    const made = new AwsClient();
    for (const [id, token] of [['AKID1', ''], ['AKID2', 'fresh']]) {
      Object.assign(process.env, {
        AWS_REGION: 'ap-south-2', AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: token, AWS_ENDPOINT_URL: server.url,
      });
      await made.dynamodb('GetItem', '{}');
      expect(server.last.headers.authorization).toMatch(new RegExp(`Credential=${id}/\\d{8}/ap-south-2/dynamodb/aws4_request`));
      expect(server.last.headers['x-amz-security-token']).toBe(token || undefined);
    }
  });

  test('may not hold credentials that would be two headers', async () => {
    for (const bad of [{ accessKeyId: 'AKID\r\nx-evil: 1' }, { sessionToken: 'token\n' }]) {
      await expect(client({ credentials: { ...credentials, ...bad } }).dynamodb('GetItem', '{}')).rejects.toThrow('the credentials hold a character that no header may have');
    }
  });

  test('may name an endpoint for each service', () => {
    Object.assign(process.env, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'https://s3.test:8443/base/' });
    expect(new AwsClient({ region: 'eu-west-1' }).s3Endpoint('b', 'k')).toEqual({ secure: true, hostname: 's3.test', port: '8443', path: '/base/b/k' });
  });

  test('is asked for what is missing', async () => {
    delete process.env.AWS_REGION;
    await expect(new AwsClient().dynamodb('GetItem', '{}')).rejects.toThrow('AWS_REGION is not set: pass it to the client or set it in the environment');
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(new AwsClient({ region: 'eu-west-1' }).dynamodb('GetItem', '{}')).rejects.toThrow('AWS_ACCESS_KEY_ID is not set');
  });
});
