import { createHash } from 'node:crypto';
import { findBrowser } from './browser';
import { Chromium, type Tab } from './chromium';
import { stackOf } from './stacks';
import { http, type HttpAnswer } from '../../local/http';
import { startSession, type Session } from '../../local/session';
import { ApiAuth, ApiDocs, Preset } from '../../src';

const BROWSER = findBrowser();
/** What Lambda answers with at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

let session: Session;
let page: HttpAnswer;
beforeAll(async () => {
  session = await startSession({ build: stackOf({ preset: Preset.SANDBOX, api: { auth: ApiAuth.apiKey(), docs: ApiDocs.anyone('it holds nothing of the API') } }) });
  page = await http(`${session.api}/docs`);
});
afterAll(() => session?.stop());

test('anyone gets a page that fits an answer of Lambda and holds nothing of the API', () => {
  expect([page.status, page.headers['content-type'], page.headers['referrer-policy']]).toEqual([200, 'text/html; charset=utf-8', 'no-referrer']);
  expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_ANSWER_BYTES);
  expect(/id="given">(.*)<\/script>/.exec(page.body)?.[1]).toBe(JSON.stringify({
    schemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The value of an API key' } },
  }));
});

test('the policy names each script and style of the page by its hash, and nothing else', () => {
  const policy = String(page.headers['content-security-policy']);
  const hashes = [...page.body.matchAll(/<(script|style)>([^]*?)<\/\1>/g)].map(([, , text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const [style, ...scripts] = hashes;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'", `script-src ${scripts.join(' ')}`, `style-src ${style}`, 'img-src data:', "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ]);
  expect(page.body).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(?!data:|openapi\.json)/);
});

// A browser is no npm package: where there is none on the path, the rules above must do.
(BROWSER === undefined ? describe.skip : describe)('in a headless Chromium', () => {
  let chromium: Chromium;
  let tab: Tab;
  beforeAll(async () => {
    chromium = Chromium.start(String(BROWSER));
    tab = await chromium.open(`${session.api}/docs`);
  });
  afterAll(() => chromium?.stop());

  const enter = (key: string) => tab.evaluate(`document.querySelector('input').value = ${JSON.stringify(key)}; document.querySelector('form').requestSubmit()`);

  test('asks for a key, says what is wrong with one, and shows every operation with the right one', async () => {
    expect(tab.complaints).toEqual([]);
    await enter('wrong');
    await tab.until("document.querySelector('[role=alert]').textContent !== ''");
    expect(await tab.text()).toContain('the API key is missing or unknown');
    tab.complaints.length = 0;

    await enter(session.apiKey);
    await tab.until("document.querySelectorAll('.opblock').length > 0");
    const { paths } = JSON.parse((await http(`${session.api}/openapi.json`, { headers: { 'x-api-key': session.apiKey } })).body) as { paths: Record<string, object> };
    expect(await tab.evaluate("document.querySelectorAll('.opblock').length")).toBe(Object.values(paths).flatMap((methods) => Object.keys(methods)).length);
  });

  test('lets its reader try the API with that key', async () => {
    for (const button of ['#operations-About-getHealth button', '.try-out__btn', '.execute']) await tab.click(button);
    await tab.until("document.querySelector('.live-responses-table .response') !== null");
    expect(await tab.evaluate("document.querySelector('.live-responses-table .response').innerText")).toMatch(/200[^]*"status": "ok"/);
    expect(tab.complaints).toEqual([]);
  });

  test('runs no script that came in from elsewhere', async () => {
    await tab.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.foreign = true' }))");
    expect(await tab.evaluate('window.foreign === undefined')).toBe(true);
    expect(tab.complaints.join()).toContain('Content Security Policy');
  });
});
