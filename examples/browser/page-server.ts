import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const FOLDER = join(__dirname, 'page');
const TYPES: Record<string, string> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json' };

/** What the page is told about the API that it is for. */
export interface Connection {
  readonly api: string;
  readonly apiKey: string;
}

/** Serves the page on 127.0.0.1, from an origin that is not the API's. */
export class PageServer {
  static async start(): Promise<PageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageServer(server);
  }

  /** What the page connects to, once it is there. */
  connection: Connection = { api: '', apiKey: '' };

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const path = new URL(url ?? '/', this.origin).pathname;
    // Another name that leads here is another page that wants the key.
    const content = headers.host === this.host ? this.contentOf(path === '/' ? '/index.html' : path) : undefined;
    response.setHeader('content-security-policy', this.policy());
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', `${TYPES[extname(path)] ?? 'text/html'}; charset=utf-8`);
    response.writeHead(content === undefined ? 404 : 200).end(content ?? 'there is nothing here');
  }

  private contentOf(path: string): string | undefined {
    if (path === '/config.json') return JSON.stringify(this.connection);
    const file = readdirSync(FOLDER, { recursive: true }).find((name) => `/${name.toString().replaceAll('\\', '/')}` === path && extname(path) !== '');
    return file && readFileSync(join(FOLDER, file.toString()), 'utf8');
  }

  /** Its own scripts and styles, and requests to itself and to the API, whose bucket has the same origin here. */
  private policy(): string {
    const api = this.connection.api && new URL(this.connection.api).origin;
    return `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${api}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  }
}
