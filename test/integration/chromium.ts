import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const LIMIT_MS = 50_000;
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic',
  '--ignore-certificate-errors', '--remote-debugging-pipe',
];

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A browser without a screen, driven over a pipe: https://chromedevtools.github.io/devtools-protocol/ */
export class Chromium {
  /** @param file - the program, see `findBrowser` */
  static start(file: string): Chromium {
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const child = spawn(file, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
    return new Chromium(child, profile);
  }

  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly tabs = new Map<string, Tab>();
  private sent = 0;

  private constructor(private readonly child: ChildProcess, private readonly profile: string) {
    let text = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop() ?? '';
      for (const message of messages) this.receive(JSON.parse(message) as Message);
    });
  }

  /** Opens a page in a window of its own and waits until it has loaded. */
  async open(url: string, look: Look = {}): Promise<Tab> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab((method, params) => this.send(method, params, String(sessionId)));
    this.tabs.set(String(sessionId), tab);
    await tab.load(url, look);
    return tab;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.pid !== undefined) {
      process.kill(-this.child.pid, 'SIGKILL');
      await gone;
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(method: string, params: Record<string, unknown> = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.sent;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the browser has not answered ${method} within ${LIMIT_MS} ms`)), LIMIT_MS);
      this.answers.set(id, ({ result = {}, error }) => {
        clearTimeout(timer);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  private receive(message: Message): void {
    if (message.id === undefined) {
      this.tabs.get(message.sessionId ?? '')?.notice(message.method ?? '', message.params ?? {});
    } else {
      this.answers.get(message.id)?.(message);
      this.answers.delete(message.id);
    }
  }
}

/** How a page is looked at. */
export interface Look {
  /** CSS pixels. Default: 1280. */
  readonly width?: number;
  /** CSS pixels. Default: 900. */
  readonly height?: number;
  /** Default: false. */
  readonly dark?: boolean;
}

/** A page that is open. */
export class Tab {
  /** What the page has complained about so far: uncaught errors, requests that failed, what its policy forbids. */
  readonly complaints: string[] = [];

  /** @param send - sends a command of the protocol to this page */
  constructor(private readonly send: (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>) {}

  /** Goes to an address. */
  async load(url: string, { width = 1280, height = 900, dark = false }: Look): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'DOM']) await this.send(`${domain}.enable`);
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    const { errorText } = await this.send('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(`${url} could not be opened: ${String(errorText)}`);
    await this.until(`location.href.startsWith(${JSON.stringify(url)}) && document.readyState === 'complete'`);
  }

  /** The value of an expression in the page, awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`the page threw: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value?: unknown }).value;
  }

  /** Waits until an expression holds. */
  async until(expression: string): Promise<void> {
    for (const end = Date.now() + LIMIT_MS; !await this.evaluate(expression).catch(() => false);) {
      if (Date.now() > end) throw new Error(`${expression} does not hold after ${LIMIT_MS} ms; the page shows: ${(await this.text()).slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Clicks on the first element of a selector, as soon as there is one. */
  async click(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await this.until(`${element} !== null`);
    await this.evaluate(`${element}.click()`);
  }

  /** All that can be read on the page. */
  async text(): Promise<string> {
    return String(await this.evaluate('document.body.innerText'));
  }

  /** Chooses files in an `<input type="file">`, as a person does. */
  async chooseFiles(selector: string, files: string[]): Promise<void> {
    const { root } = await this.send('DOM.getDocument');
    const { nodeId } = await this.send('DOM.querySelector', { nodeId: (root as { nodeId: number }).nodeId, selector });
    await this.send('DOM.setFileInputFiles', { nodeId, files });
  }

  /** Writes what the page looks like to a PNG file. */
  async screenshot(file: string): Promise<void> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(String(data), 'base64'));
  }

  /** Takes an event of the protocol. */
  notice(method: string, params: Record<string, unknown>): void {
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params.exceptionDetails));
    const { level, text, url } = (params.entry ?? {}) as Record<string, string>;
    if (method === 'Log.entryAdded' && level === 'error') this.complaints.push(`${text} ${url ?? ''}`.trim());
  }
}
