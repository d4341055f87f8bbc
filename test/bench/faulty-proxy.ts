import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one call on its way. */
export type Fault = 'none' | 'drop' | 'double' | 'alter';

/** Passes everything on to the stub, except for one row of one batch. */
export class FaultyProxy {
  private batches = 0;
  private readonly server = http.createServer((request, response) => void this.pass(request, response));

  constructor(private readonly target: string, private readonly fault: Fault) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isWrite = String(request.headers['x-amz-target']).endsWith('BatchWriteItem') && ++this.batches === 3;
    const bodies = isWrite ? this.spoil(Buffer.concat(chunks).toString()) : [Buffer.concat(chunks)];
    for (const [i, body] of bodies.entries()) {
      const answer = await this.forward(request, body);
      if (i < bodies.length - 1) answer.resume();
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    }
  }

  private spoil(text: string): Buffer[] {
    const { RequestItems } = JSON.parse(text) as { RequestItems: Record<string, unknown[]> };
    const [[table, rows]] = Object.entries(RequestItems);
    const dropped = JSON.stringify({ RequestItems: { [table]: rows.slice(1) } });
    const altered = text.replace('@example.com', '@example.org');
    return { none: [text], drop: [dropped], double: [text, text], alter: [altered] }[this.fault].map(body => Buffer.from(body));
  }

  private forward({ method, url, headers }: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> {
    const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      http.request(`${this.target}${url}`, { method, headers: { ...headers, ...length } }, resolve).once('error', reject).end(body);
    });
  }
}
