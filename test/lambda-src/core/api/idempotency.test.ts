import { item, World } from './memory';

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

describe.each([
  ['deleteObject', 'DELETE', '/objects/{id}', (world: World) => world.removed.length],
  ['replayObject', 'POST', '/objects/{id}/replay', (world: World) => world.jobs.length],
  ['createJob', 'POST', '/jobs', (world: World) => world.jobs.length],
] as const)('%s', (operation, method, path, done) => {
  const job = { kind: 'replay', prefix: 'in/' };
  const ask = (world: World, more: object = {}) =>
    world.request(method, path, { headers, ...operation === 'createJob' ? { body: job } : { id: item('a.csv').id }, ...more });

  test('is done once, and a second time answered alike', async () => {
    const world = new World().add(item('a.csv'), item('b.csv'));
    const first = await ask(world);
    const again = await ask(world);
    expect([again.status, again.text, again.headers['idempotency-replayed']]).toEqual([202, first.text, 'true']);
    expect(done(world)).toBe(1);
    expect((await ask(world, { headers: { 'Idempotency-Key': 'another' } })).headers['idempotency-replayed']).toBeUndefined();
    expect(done(world)).toBe(2);
  });

  test('with the same key for something else is 422, and not done', async () => {
    const world = new World().add(item('a.csv'));
    await ask(world);
    const other = operation === 'createJob' ? { body: { ...job, prefix: 'out/' } } : { headers: { ...headers, 'If-Match': '*' } };
    expect((await ask(world, other)).status).toBe(422);
    expect(done(world)).toBe(1);
  });

  test('when it was refused, may be tried again with the key', async () => {
    const world = new World();
    const wrong = operation === 'createJob' ? { body: { kind: 'nothing' } } : {};
    expect((await ask(world, wrong)).status).toBe(operation === 'createJob' ? 400 : 404);
    world.add(item('a.csv'));
    expect((await ask(world)).status).toBe(202);
    expect(done(world)).toBe(1);
  });
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
