import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What to send. */
export interface HttpOptions {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The certificate to trust, in PEM. Default: those of Node.js. */
  readonly caFile?: string;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const LIMIT_MS = 30_000;

/** One HTTP call. Any status is an answer; only a call without one is an error. */
export function http(url: string, { method = 'GET', headers, body, caFile }: HttpOptions = {}): Promise<HttpAnswer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const ca = caFile === undefined ? undefined : readFileSync(caFile);
  return new Promise((resolve, reject) => {
    const call = send(url, { method, headers, ca, signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve({
        status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8'),
      }));
    });
    call.once('error', reject);
    call.end(body);
  });
}
