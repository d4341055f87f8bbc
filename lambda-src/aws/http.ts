import * as http from 'node:http';
import * as https from 'node:https';
import type { Endpoint } from './endpoint';

const options: http.AgentOptions = { keepAlive: true, maxSockets: 64, scheduling: 'lifo' };

/** Sockets by host and port alone: the names of the usual agent hold all that a connection may be told, put together anew for each request. */
class PlainAgent extends http.Agent {
  override getName({ host, port }: http.RequestOptions = {}): string {
    return `${host}:${port}`;
  }
}

const plain = new PlainAgent(options);
const secure = new https.Agent(options);

export interface HttpRequest {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** Path and query as they were signed. */
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  /** A string is a byte string. */
  readonly body?: string | Buffer;
}

/**
 * Sends one request over a kept-alive connection and resolves with the head of the answer; the body is to be read or destroyed.
 *
 * @param timeoutMs time to the first byte of the answer, in milliseconds
 */
export function send(request: HttpRequest, timeoutMs: number): Promise<http.IncomingMessage> {
  const { endpoint, method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const outgoing = (endpoint.secure ? https : http).request({
      method, path, headers, hostname: endpoint.hostname, port: endpoint.port, agent: endpoint.secure ? secure : plain,
    });
    const timer = setTimeout(() => {
      outgoing.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    outgoing.once('response', answer => {
      clearTimeout(timer);
      resolve(answer);
    });
    outgoing.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    // A byte string leaves in one piece with the head of the request, uncopied until then.
    outgoing.end(body, 'latin1');
  });
}

/** The whole body as text. Destroys the answer when it takes longer than `timeoutMs` or grows over `maxBytes`. */
export function readText(answer: http.IncomingMessage, timeoutMs: number, maxBytes = Infinity): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => {
      answer.destroy(Object.assign(new Error(`the answer did not end within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    const finish = (): void => {
      clearTimeout(timer);
      resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString('utf8'));
    };
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) {
        finish();
        answer.destroy();
      }
    });
    answer.on('end', finish);
    answer.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
