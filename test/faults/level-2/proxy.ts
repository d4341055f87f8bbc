import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice';
import { CALM, type Call, type Fault, faultOf, type FaultRates } from './fault';
import { leaveSome, type Rest } from './unprocessed';

/** A request that is read to its end. */
interface Received extends Call {
  readonly request: http.IncomingMessage;
  readonly body: Buffer;
  /** The port of the process that sent it. */
  readonly port: number;
}

/** An answer that is read to its end. */
interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A bug that the proxy gives to every handler behind it. */
export type ProxyBug = 'no UnprocessedItems loop' | 'acknowledge before publish';

const SLOW_MS = 600;
const TARGET_SERVICES: Record<string, Call['service']> = { DynamoDB_20120810: 'dynamodb', AmazonSQS: 'sqs' };
const CODES = { dynamodb: 'ProvisionedThroughputExceededException', sqs: 'RequestThrottled', s3: 'SlowDown' };

/** Stands between the handlers and AWS and does to their calls what a bad day would. */
export class FaultProxy {
  rates: FaultRates = CALM;
  bug: ProxyBug | undefined;
  /** Calls that came, and what went wrong with how many of them. */
  readonly counts = { calls: 0, failed: 0, slow: 0, claims: 0, killed: 0 };
  private readonly agent = new http.Agent({ keepAlive: true });
  private readonly server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    this.take(request, response).catch(() => response.destroy());
  });
  /** By process: how many calls it has left to live. */
  private readonly doomed = new Map<number, number>();

  /**
   * @param target - base URL of AWS
   * @param dice - decides every fault
   * @param processOf - the process that a port belongs to
   */
  constructor(private readonly target: string, private readonly dice: Dice, private readonly processOf: (port: number) => number | undefined) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.agent.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private async take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = { ...callOf(request), request, body: Buffer.concat(chunks), port: request.socket.remotePort ?? 0 };
    this.counts.calls++;
    const isLast = this.countsDown(call);
    if (isLast && this.dice.chance(0.5)) {
      this.kill(call, response);
      return;
    }
    if (this.dice.chance(this.rates.slow)) {
      this.counts.slow++;
      await sleep(this.dice.between(0, SLOW_MS));
    }
    const fault = this.bug === 'no UnprocessedItems loop' && call.operation === 'BatchWriteItem' ? 'unprocessed' : faultOf(call, this.rates, this.dice);
    if (fault) this.counts.failed++;
    await this.answer(call, fault, response, () => isLast && this.kill(call, response));
  }

  /** @param before - called before the handler is told anything; true where there is nobody to tell any more */
  private async answer(call: Received, fault: Fault | undefined, response: http.ServerResponse, before: () => boolean | void): Promise<void> {
    if (fault === 'throttle') return refuse(call, response, call.service === 's3' ? 503 : 400, CODES[call.service]);
    if (fault === 'error before') return refuse(call, response, 500, 'InternalError');
    if (fault === 'reset before') return reset(response);
    const { sent, left } = fault === 'unprocessed' ? leaveSome(call.body, this.dice) : { sent: call.body, left: undefined };
    const answer = this.isDropped(call) ? { status: 200, headers: {}, body: Buffer.from('{}') } : await this.forward(call.request, sent);
    if (before()) return undefined;
    if (fault === 'error after') return refuse(call, response, 500, 'InternalError');
    if (fault === 'reset after') return reset(response);
    if (fault === 'truncated') return truncate(response, answer, this.dice);
    return reply(response, left && this.bug !== 'no UnprocessedItems loop' ? withRest(answer, left) : answer);
  }

  /** Whether a publication is told to have been made and is not: what a killed handler leaves whose message is gone already. */
  private isDropped({ body }: Received): boolean {
    return this.bug === 'acknowledge before publish' && body.includes('SET published = :published');
  }

  /** Dooms a process at a claim, which begins an invocation, and says whether this call is its last. */
  private countsDown({ body, port }: Received): boolean {
    const isClaim = body.includes('ADD rev :one');
    if (isClaim) this.counts.claims++;
    const dooms = isClaim && this.dice.chance(this.rates.killed);
    if (!dooms && this.doomed.size === 0) return false;
    const pid = this.processOf(port);
    if (pid === undefined) return false;
    const left = dooms ? this.dice.between(0, 6) : this.doomed.get(pid);
    if (left === undefined) return false;
    if (left === 0) this.doomed.delete(pid);
    else this.doomed.set(pid, left - 1);
    return left === 0;
  }

  /** Ends the process that waits for an answer, as nothing can be caught that. */
  private kill({ port }: Received, response: http.ServerResponse): true {
    const pid = this.processOf(port);
    if (pid !== undefined) {
      process.kill(pid, 'SIGKILL');
      this.counts.killed++;
    }
    response.destroy();
    return true;
  }

  private forward({ method, url, headers }: http.IncomingMessage, body: Buffer): Promise<Answer> {
    const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      const request = http.request(`${this.target}${url}`, { method, agent: this.agent, headers: { ...headers, ...length } }, async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) });
      });
      request.once('error', reject).end(body);
    });
  }
}

function callOf(request: http.IncomingMessage): Call {
  const [service, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
  return TARGET_SERVICES[service] ? { service: TARGET_SERVICES[service], operation } : { service: 's3', operation: request.method ?? '' };
}

function reply(response: http.ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, ...rest } = headers;
  response.writeHead(status, body.length > 0 ? { ...rest, 'content-length': String(body.length) } : rest).end(body);
}

function refuse({ service, operation }: Call, response: http.ServerResponse, status: number, code: string): void {
  const body = service === 's3' ? `<Error><Code>${code}</Code></Error>` : JSON.stringify({ __type: `com.amazonaws.${service}#${code}`, message: 'injected' });
  reply(response, { status, headers: {}, body: Buffer.from(operation === 'HEAD' ? '' : body) });
}

function reset(response: http.ServerResponse): void {
  (response.socket as Socket).resetAndDestroy();
}

/** Promises all of a body and breaks off in the middle. */
function truncate(response: http.ServerResponse, { status, headers, body }: Answer, dice: Dice): void {
  response.writeHead(status, headers);
  response.write(body.subarray(0, dice.between(0, body.length)), () => reset(response));
}

function withRest(answer: Answer, left: Rest): Answer {
  if (answer.status !== 200) return answer;
  return { ...answer, body: Buffer.from(JSON.stringify({ ...JSON.parse(answer.body.toString()) as object, UnprocessedItems: left })) };
}
