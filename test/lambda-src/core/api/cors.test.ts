import { item, World } from './memory';
import type { CorsConfig } from '../../../../src/contract';

const APP = 'https://app.example.com';
const OTHER = 'https://other.example.com';
const CORS: CorsConfig = { origins: [APP, OTHER], exposedHeaders: ['ETag', 'Retry-After'], credentials: false };

async function headersFor(cors: CorsConfig | undefined, origin: string | undefined, path = '/health', id?: string): Promise<Record<string, string>> {
  const world = new World({ ...cors && { cors } }).add(item('a.csv'));
  const { headers } = await world.request('GET', path, { id, headers: origin === undefined ? {} : { oRigin: origin } });
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-')));
}

test.each([APP, OTHER])('an answer names the origin of the page, if it is %s', async origin => {
  expect(await headersFor(CORS, origin)).toEqual({
    'vary': 'origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': 'ETag, Retry-After',
  });
});

test.each([
  undefined, '', 'null', '*', 'https://evil.example', 'http://app.example.com', `${APP}/`, `${APP}:443`, `${APP}.evil.example`, APP.toUpperCase(),
  `${APP}, ${OTHER}`, 'constructor',
])('no answer names %p, and each tells caches that there are differences', async origin => {
  expect(await headersFor(CORS, origin)).toEqual({ vary: 'origin' });
});

test('errors can be read like everything else', async () => {
  for (const [path, id] of [['/nothing'], ['/objects/{id}', 'unknown']]) {
    expect(await headersFor(CORS, APP, path, id)).toMatchObject({ 'access-control-allow-origin': APP });
  }
});

test('credentials are allowed only where they are asked for', async () => {
  expect(await headersFor({ ...CORS, origins: [APP], credentials: true }, APP)).toMatchObject({ 'access-control-allow-credentials': 'true' });
  expect(await headersFor({ ...CORS, origins: [APP], credentials: true }, OTHER)).toEqual({ vary: 'origin' });
});

test('what an answer varies by already is kept', async () => {
  expect(await headersFor(CORS, APP, '/objects/{id}/rows', item('a.csv').id)).toMatchObject({ vary: 'accept, origin' });
});

test('without the option there is nothing of it', async () => {
  expect(await headersFor(undefined, APP)).toEqual({});
});
