import { World } from './memory';

const UPLOAD = ['POST', '/uploads'] as const;
const body = { fileName: 'a.csv', contentType: 'text/csv', size: 10 };
const headers = { 'Idempotency-Key': '5a1c9f2e' };

test('the same request with the same key is answered with the first answer', async () => {
  const world = new World();
  const first = await world.request(...UPLOAD, { body, headers });
  const again = await world.request(...UPLOAD, { body, headers });
  expect([again.status, again.text, again.headers['idempotency-replayed']]).toEqual([201, first.text, 'true']);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect((await world.request(...UPLOAD, { body })).text).not.toBe(first.text);
  expect((await world.request(...UPLOAD, { body, headers: { 'Idempotency-Key': 'another' } })).text).not.toBe(first.text);
});

test('the same key with another request is 422', async () => {
  const world = new World();
  await world.request(...UPLOAD, { body, headers });
  const { status, body: problem } = await world.request(...UPLOAD, { body: { ...body, size: 11 }, headers });
  expect([status, problem.title]).toEqual([422, 'Unprocessable Content']);
  // A key belongs to one operation.
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(201);
});

test('while the first is under way, the second is 409 and is told to wait', async () => {
  const world = new World();
  let finish = (): void => undefined;
  const { create } = world.multipart;
  world.multipart.create = async upload => {
    await new Promise<void>(resolve => { finish = resolve; });
    return create.call(world.multipart, upload);
  };
  const first = world.request('POST', '/multipart-uploads', { body, headers });
  const second = await world.request('POST', '/multipart-uploads', { body, headers });
  expect([second.status, second.headers['retry-after']]).toEqual([409, '1']);
  finish();
  const { text } = await first;
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).text).toBe(text);
  expect(world.multipart.created).toHaveLength(1);
});

test('what has failed may be tried again', async () => {
  const world = new World();
  world.multipart.create = () => Promise.reject(Object.assign(new Error('down'), { retryable: true }));
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(503);
  world.multipart.create = async () => 's3-9';
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(201);
  expect((await new World().request(...UPLOAD, { body: { ...body, size: 0 }, headers })).status).toBe(400);
});

test('an answer is forgotten when it is of no use any more, and an attempt that died too', async () => {
  const world = new World();
  const first = await world.request(...UPLOAD, { body, headers });
  world.now = new Date(world.now.getTime() + 301_000);
  expect((await world.request(...UPLOAD, { body, headers })).text).not.toBe(first.text);

  world.multipart.create = () => new Promise(() => undefined);
  world.remaining = 510;
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(504);
  world.multipart.create = async () => 's3-9';
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(409);
  world.now = new Date(world.now.getTime() + 61_000);
  expect((await world.request('POST', '/multipart-uploads', { body, headers })).status).toBe(201);
});

test('a key belongs to one caller', async () => {
  const world = new World({ access: { authorization: { kind: 'apiKey' } } });
  const as = (apiKeyId: string) => world.request(...UPLOAD, { body, headers, context: { identity: { apiKeyId } } });
  expect((await as('one')).text).not.toBe((await as('other')).text);
  expect((await as('one')).headers['idempotency-replayed']).toBe('true');
});

test.each(['', ' ', 'a b', 'x'.repeat(256), 'ü', ['a', 'b']])('the key %j is refused', async key => {
  expect((await new World().request(...UPLOAD, { body, headers: { 'Idempotency-Key': key } })).status).toBe(400);
});
