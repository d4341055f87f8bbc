import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { findBrowser, PageServer } from './browser';
import { Chromium } from './chromium';
import { corsFetch } from './cors-fetch';
import { startEnforcedSession } from './enforced-session';
import { stackOf } from './stacks';
import { findOutput, type Session } from '../../local/session';
import { ApiAuth, Preset, Records } from '../../src';

const SCRIPT = readFileSync(join(__dirname, 'page.js'), 'utf8');
const BROWSER = findBrowser();

let own: PageServer;
let stranger: PageServer;
let session: Session;
let apiKey: string;
beforeAll(async () => {
  [own, stranger] = await Promise.all([PageServer.start(), PageServer.start()]);
  // Only when it enforces policies does the emulator leave a bucket's CORS to the bucket.
  session = await startEnforcedSession(stackOf({
    preset: Preset.SANDBOX, records: Records.rows(), api: { auth: ApiAuth.apiKey(), cors: { origins: [own.origin] } },
  }));
  const key = await session.clients.apiGateway.send(new GetApiKeyCommand({ apiKey: findOutput(session.stack.outputs, 'ApiKeyId'), includeValue: true }));
  apiKey = String(key.value);
});
afterAll(async () => {
  await Promise.all([session?.stop(), own?.stop(), stranger?.stop()]);
});

const ALLOWED = {
  'upload': 204,
  'key': expect.stringMatching(/\/page\.csv$/) as unknown,
  'id': expect.any(String) as unknown,
  'list': 2,
  'rows': { items: [{ row: 1, data: { n: '1' } }, { row: 2, data: { n: '2' } }], etag: true },
  'refusal of the gateway': { status: 403, type: 'application/problem+json', title: 'Forbidden', same: true },
  'no such route': 403,
  'refusal of the handler': { status: 400, detail: 'limit is "0": use a whole number from 1 to 1000' },
  'deletion': 202,
  'a header that is not allowed': 'TypeError',
};
const BLOCKED = Object.fromEntries(Object.keys(ALLOWED).filter((name) => !['key', 'id'].includes(name)).map((name) => [name, 'TypeError']));

/** The page's script without a browser, under the same rules. */
async function visitFromNode(origin: string): Promise<unknown> {
  const load = new Function('fetch', `${SCRIPT}; return visit;`) as (fetcher: typeof fetch) => (api: string, key: string) => Promise<unknown>;
  return load(corsFetch(origin, session.caFile))(session.api, apiKey);
}

describe('C5, E4: by the rules that browsers follow', () => {
  test('a page of the named origin uploads, lists, deletes, and reads errors of the gateway and of the handler', async () => {
    expect(await visitFromNode(own.origin)).toEqual(ALLOWED);
  });

  test('a page of any other origin can do nothing', async () => {
    expect(await visitFromNode(stranger.origin)).toEqual(BLOCKED);
  });
});

// A browser is no npm package: where there is none on the path, the rules above must do.
(BROWSER === undefined ? describe.skip : describe)('in a headless Chromium', () => {
  let chromium: Chromium;
  beforeAll(() => { chromium = Chromium.start(String(BROWSER)); });
  afterAll(() => chromium?.stop());

  const visit = async ({ origin }: PageServer) =>
    (await chromium.open(`${origin}/`)).evaluate(`${SCRIPT}; visit(${JSON.stringify(session.api)}, ${JSON.stringify(apiKey)})`);

  test('a page of the named origin uploads, lists, deletes, and reads errors of the gateway and of the handler', async () => {
    expect(await visit(own)).toEqual(ALLOWED);
  });

  test('a page of any other origin can do nothing', async () => {
    expect(await visit(stranger)).toEqual(BLOCKED);
  });
});
