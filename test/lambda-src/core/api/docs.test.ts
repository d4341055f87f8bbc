import { World } from './memory';
import { DocsReaders } from '../../../../src/contract';

const IAM = { authorization: { kind: 'iam' } } as const;
const CALLER = { identity: { userArn: 'arn:aws:iam::123456789012:role/Reader' }, path: '/production/docs' };

test('there is no page where the stack has none', async () => {
  const { status, body } = await new World().request('GET', '/docs');
  expect([status, body.detail]).toEqual([404, 'this API has no page of documentation: set api.docs on its stack, or read /openapi.json']);
});

test('callers get the page, and the gateway is not believed to have asked who calls', async () => {
  const world = new World({ docs: DocsReaders.CALLERS, access: IAM });
  expect((await world.request('GET', '/docs')).status).toBe(403);
  const { status, text } = await world.request('GET', '/docs', { context: CALLER });
  expect([status, text]).toEqual([200, '<p>callers /production</p>']);
});

test('anyone gets the open page, and nothing else', async () => {
  const world = new World({ docs: DocsReaders.ANYONE, access: IAM });
  expect((await world.request('GET', '/docs')).status).toBe(200);
  expect((await world.request('GET', '/openapi.json')).status).toBe(403);
  expect((await world.request('GET', '/health')).status).toBe(403);
});

test('says what the page may do, and is sent once', async () => {
  const world = new World({ docs: DocsReaders.CALLERS });
  const { headers } = await world.request('GET', '/docs', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  });
  const again = await world.request('GET', '/docs', { headers: { 'if-none-match': headers.etag } });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await world.request('GET', '/docs', { headers: { accept: 'application/json' } })).status).toBe(406);
});
