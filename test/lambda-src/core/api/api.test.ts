import { item, World } from './memory';
import { ROUTES } from '../../../../src/api/routes';

const { id } = item('a.csv');

/** An error as the adapters throw it. */
function serviceError(kind: { retryable: boolean; throttled: boolean }): Error {
  return Object.assign(new Error('dynamodb GetItem failed: arn:aws:dynamodb:eu-west-1:123456789012:table/secret'), kind);
}

test('one object by its id', async () => {
  const { status, body } = await new World().add(item('a.csv')).request('GET', '/objects/{id}', { id });
  expect([status, body.id, body.key, body.status]).toEqual([200, id, 'a.csv', 'COMMITTED']);
});

test.each(['GET /objects/{id}', 'GET /objects/{id}/rows', 'DELETE /objects/{id}'])('%s: an id that is unknown, malformed or of another bucket is 404', async route => {
  const [method, resource] = route.split(' ');
  const world = new World().add({ ...item('b.csv'), bucket: 'another' });
  for (const wrong of [id, 'short', '', '../ledger', 'x'.repeat(44), `${id}\n`, item('b.csv').id, undefined]) {
    const { status, body } = await world.request(method, resource, { id: wrong });
    expect([status, body.detail]).toEqual([404, 'no object has this id: list the objects to see their ids']);
  }
  expect(world.removed).toEqual([]);
});

test('a deletion deletes the object in the bucket and leaves the ledger to the event', async () => {
  const world = new World().add(item('a b/ü.csv'));
  const { status, body } = await world.request('DELETE', '/objects/{id}', { id: item('a b/ü.csv').id });
  expect([status, body]).toEqual([202, { id: item('a b/ü.csv').id, key: 'a b/ü.csv' }]);
  expect(world.removed).toEqual(['a b/ü.csv']);
  expect(world.items.size).toBe(1);
});

test('health needs nobody else', async () => {
  const world = new World();
  world.ports.ledger.get = () => Promise.reject(new Error('down'));
  const { status, body } = await world.request('GET', '/health');
  expect([status, body]).toEqual([200, { status: 'ok' }]);
});

test.each([['GET', '/nothing'], ['PUT', '/objects'], ['get', '/objects'], ['POST', '/objects/{id}'], ['GET', '/objects/{id}/'], ['GET', 'constructor']])(
  '%s %s is 404', async (method, resource) => {
    const { status, body } = await new World().request(method, resource);
    expect([status, body.title, body.requestId]).toEqual([404, 'Not Found', 'request-1']);
  });

test('an event that is no request of the gateway is answered too', async () => {
  const result = await new World().handle({} as Parameters<World['handle']>[0]);
  expect([result.statusCode, JSON.parse(result.body).requestId]).toEqual([404, 'invocation-1']);
});

test('every route answers, and every answer forbids caching and guessing its type', async () => {
  for (const { method, path } of ROUTES) {
    const { status, headers } = await new World().add(item('a.csv')).request(method, path, {
      id, body: { fileName: 'a', contentType: 'text/csv', size: 1 },
    });
    expect(status).toBeLessThanOrEqual(503);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/(problem\+)?json$/),
      'cache-control': expect.stringMatching(/^(no-store|private, no-cache)$/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  }
});

test('a problem has the members of RFC 9457 and the id of the request', async () => {
  const { status, headers, body } = await new World().request('GET', '/objects', { query: { limit: '0' } });
  expect(status).toBe(400);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(body).toEqual({
    type: 'about:blank', title: 'Bad Request', status: 400, detail: 'limit is "0": use a whole number from 1 to 1000', requestId: 'request-1',
  });
});

test('a long value is not echoed whole', async () => {
  const { body } = await new World().request('GET', '/objects', { query: { status: 'x'.repeat(9000) } });
  expect(String(body.detail).length).toBeLessThan(300);
});

test.each([
  [{ retryable: true, throttled: true }, 503, '1'],
  [{ retryable: true, throttled: false }, 503, '1'],
  [{ retryable: false, throttled: false }, 500, undefined],
])('a service error %j is %d and shows nothing internal', async (kind, expected, retryAfter) => {
  const world = new World();
  world.ports.ledger.get = () => Promise.reject(serviceError(kind));
  const { status, headers, text } = await world.request('GET', '/objects/{id}', { id });
  expect([status, headers['retry-after']]).toEqual([expected, retryAfter]);
  expect(text).not.toMatch(/arn:|secret|GetItem|at .*\.ts/);
  expect(world.logged[0]).toMatchObject({ level: 'ERROR', requestId: 'request-1', operation: 'getObject', message: 'request failed', reason: expect.stringContaining('arn:aws') });
});

test.each([undefined, null, 'text', 7])('even a thrown %p is a 500', async thrown => {
  const world = new World();
  world.ports.ledger.get = () => Promise.reject(thrown as unknown as Error);
  expect((await world.request('GET', '/objects/{id}', { id })).status).toBe(500);
});

test('D3: a request that would outlive the function is a 504 in time', async () => {
  const world = new World();
  world.remaining = 550;
  world.ports.ledger.get = () => new Promise(() => undefined);
  const started = Date.now();
  const { status, body } = await world.request('GET', '/objects/{id}', { id });
  expect([status, body.title]).toEqual([504, 'Gateway Timeout']);
  expect(Date.now() - started).toBeLessThan(500);
});

test('each request leaves one line in the log, without its key or its rows', async () => {
  const world = new World().add(item('a.csv'));
  await world.request('GET', '/objects/{id}', { id });
  expect(world.logged).toEqual([{ level: 'INFO', message: 'request', requestId: 'request-1', operation: 'getObject', status: 200, milliseconds: 0 }]);
});
