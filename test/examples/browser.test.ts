import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExample, type Example } from '../../examples/browser/example';
import { http } from '../../local/http';
import { findBrowser } from '../integration/browser';
import { Chromium, type Tab } from '../integration/chromium';

const ROOT = join(__dirname, '..', '..');
const BROWSER = findBrowser();

let example: Example;
beforeAll(async () => { example = await startExample(); });
afterAll(() => example?.stop());

test('its modules have the types that they say', () => {
  const check = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'examples/browser/page/jsconfig.json'], { cwd: ROOT, encoding: 'utf8' });
  expect(check.stdout).toBe('');
  expect(check.status).toBe(0);
});

test('the page may load its own scripts, and call itself and the API', async () => {
  const { status, headers } = await http(example.origin);
  expect([status, headers['content-security-policy']]).toEqual([200, "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    + `connect-src 'self' ${example.session.endpoint}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`]);
  expect((await http(`${example.origin}/../page-server.ts`)).status).toBe(404);
});

test('whoever comes by another name gets no key', async () => {
  const { status, body } = await http(`${example.origin}/config.json`, { headers: { host: 'rebound.example' } });
  expect([status, body]).toEqual([404, 'there is nothing here']);
});

// A browser is no npm package: where there is none on the path, test/integration/browser.test.ts shows the same calls by the rules that browsers follow.
(BROWSER === undefined ? describe.skip : describe)('in a headless Chromium', () => {
  const files = mkdtempSync(join(tmpdir(), 'browser-files-'));
  let chromium: Chromium;
  let tab: Tab;
  beforeAll(async () => {
    chromium = Chromium.start(String(BROWSER));
    tab = await chromium.open(`${example.origin}/`);
    await tab.until("document.querySelector('#objects').innerText.includes('No file has been uploaded yet')");
  });
  afterAll(async () => {
    await chromium?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  /** Uploads a file and returns what the page says came of it. */
  async function upload(name: string, content: string): Promise<string> {
    writeFileSync(join(files, name), content);
    await tab.chooseFiles('#files', [join(files, name)]);
    const item = `[...document.querySelectorAll('#uploads li')].find(item => item.innerText.startsWith(${JSON.stringify(name)}))`;
    await tab.until(`${item}?.querySelector('.chip') !== null && ${item} !== undefined`);
    return String(await tab.evaluate(`${item}.lastElementChild.innerText`));
  }

  const table = () => tab.evaluate("[...document.querySelectorAll('#rows tr')].map(row => [...row.cells].map(cell => cell.innerText))");

  test('uploads a file and shows its rows, digit for digit', async () => {
    expect(await upload('numbers.json', '[{"n":12345678901234567890,"m":1.10},{"n":2}]')).toBe('Ready2 rows.');
    await tab.until("document.querySelectorAll('#rows tr').length === 3");
    expect(await table()).toEqual([['#', 'n', 'm'], ['1', '12345678901234567890', '1.10'], ['2', '2', '']]);
  });

  test('says what is wrong with a file, and where', async () => {
    expect(await upload('damaged.csv', 'a,b\n1,"2\n3,4\n')).toMatch(/^Set asideNone of its rows show, because it could not be read\. Line 2, column 3: a quoted field begins here and is never closed/);
    await tab.until("document.querySelector('#detail-title').innerText === 'damaged.csv'");
  });

  test('sends a large file in parts, and pages through rows and markup that is text', async () => {
    const text = `<img src=x onerror=alert(1)>${'x'.repeat(290_000)}`;
    expect(await upload('large.csv', `id,text\n${Array.from({ length: 60 }, (_, i) => `${i},${text}\n`).join('')}`)).toBe('Ready60 rows.');
    const { items } = JSON.parse((await http(`${example.session.api}/objects`, { headers: { 'x-api-key': example.session.apiKey } })).body) as { items: { key: string; etag: string }[] };
    // S3 writes the number of parts into the ETag of what came in parts.
    expect(items.find(({ key }) => key.endsWith('/large.csv'))?.etag).toMatch(/-3$/);
    await tab.click('#more-rows:not([hidden])');
    await tab.until("document.querySelector('#rows tr:nth-child(2)')?.innerText.includes('<img src=x')");
  });

  test('shows a refusal of the gateway for what it is, and goes on with the right key', async () => {
    // Until the bucket's event has arrived, an object that was just uploaded is not found.
    expect(tab.complaints.filter((complaint) => !complaint.includes('status of 404'))).toEqual([]);
    const enter = (key: string) => tab.evaluate(`document.querySelector('[name=apiKey]').value = ${JSON.stringify(key)}; document.querySelector('#connection form').requestSubmit()`);
    await enter('wrong');
    await tab.until("!document.querySelector('#problem').hidden");
    expect(await tab.evaluate("document.querySelector('#problem').innerText"))
      .toMatch(/^Forbidden\n+The API key is missing or unknown: send a valid one as x-api-key\. Check the address and the key under “Connection”\.\n+Request \S+/);
    await enter(example.session.apiKey);
    await tab.until("document.querySelector('#problem').hidden");
  });

  test('says so where nothing answers', async () => {
    await tab.evaluate("document.querySelector('[name=base]').value = 'http://127.0.0.1:9/'; document.querySelector('#connection form').requestSubmit()");
    await tab.until("document.querySelector('#problem').innerText.startsWith('No answer')");
  });

  test('fits a phone: nothing is wider than the screen', async () => {
    const phone = await chromium.open(`${example.origin}/`, { width: 360, height: 740, dark: true });
    await phone.until("document.querySelectorAll('#objects .open').length === 3");
    await phone.click('#objects .open');
    expect(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(phone.complaints).toEqual([]);
  });
});
