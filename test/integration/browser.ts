import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const LIMIT_MS = 50_000;

/** A browser on the path that can run without a screen, or undefined. */
export function findBrowser(): string | undefined {
  return (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** An origin of its own on 127.0.0.1, which serves one page. */
export class PageServer {
  static async start(): Promise<PageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageServer(server);
  }

  private html = '';
  private tell?: (seen: string) => void;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
        if (request.method === 'POST') this.tell?.(body);
        response.setHeader('content-type', 'text/html; charset=utf-8').end(request.method === 'POST' ? '' : this.html);
      });
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Opens the page in a browser, and returns what an expression of the page's script comes to. */
  async open(browser: string, script: string, expression: string): Promise<unknown> {
    this.html = `<!doctype html><title>page</title><script>${script}
      ${expression}.then((seen) => fetch('/seen', { method: 'POST', body: JSON.stringify(seen) }));</script>`;
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const child = spawn(browser, [
      '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--ignore-certificate-errors',
      '--remote-debugging-port=0', `--user-data-dir=${profile}`, this.origin,
    ], { stdio: 'ignore', detached: true });
    try {
      return JSON.parse(await new Promise<string>((resolve, reject) => {
        this.tell = resolve;
        child.once('error', reject);
        setTimeout(() => reject(new Error(`the page has said nothing within ${LIMIT_MS} ms`)), LIMIT_MS).unref();
      })) as unknown;
    } finally {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
