import type { IncomingMessage } from 'node:http';
import { sign } from 'aws4';
import type { AwsCredentials } from './credentials';
import { encodeRfc3986, type Endpoint, s3Endpoint, serviceEndpoint } from './endpoint';
import { isRetryable, jsonError, networkError, s3Error, ServiceError, type ServiceName } from './errors';
import { exchange } from './exchange';
import { type HttpRequest, readText, send } from './http';
import { JsonSigner, sha256 } from './json-signature';
import { retrying } from '../core/retry';

export { isConditionFailure, isRetryable, ServiceError } from './errors';

export interface AwsClientOptions {
  /**
   * @default - AWS_REGION
   */
  readonly region?: string;
  /**
   * Serves every service (S3 in path style), such as `http://127.0.0.1:4566`.
   *
   * @default - the service's own variable (AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL_EVENTBRIDGE, AWS_ENDPOINT_URL_SFN), then AWS_ENDPOINT_URL, then the region's own
   */
  readonly endpoint?: string;
  /**
   * @default - AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, read at each call
   */
  readonly credentials?: AwsCredentials;
  /**
   * Attempts for calls that change nothing (`GetItem`, `BatchGetItem`, `Query`; GET and HEAD). Writes are sent once: whether to
   * repeat one is the caller's to decide.
   *
   * @default 3
   */
  readonly maxAttempts?: number;
  /**
   * Time to the last byte of an answer, or for S3 to its first, in milliseconds.
   *
   * @default - 30,000 for S3, 10,000 for the others
   */
  readonly timeoutMs?: number;
}

/** One request to S3. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  /**
   * The key as it is, not encoded.
   *
   * @default - the request is for the bucket
   */
  readonly key?: string;
  /** Undefined values are left out. */
  readonly query?: Record<string, string | undefined>;
  /** Undefined values are left out. */
  readonly headers?: Record<string, string | undefined>;
  /** A string is a byte string, written as latin1. */
  readonly body?: string | Buffer;
  /**
   * Time to the first byte of the answer, in milliseconds, where that is less than the client's.
   *
   * @default - the client's
   */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const S3_TIMEOUT_MS = 30_000;

/** Services of AWS's JSON protocol. */
export type JsonService = Exclude<ServiceName, 's3' | 'lambda'>;

/** How each of them is spoken to. */
const JSON_SERVICES: Record<JsonService, { target: string; contentType: string; override: string }> = {
  dynamodb: { target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0', override: 'AWS_ENDPOINT_URL_DYNAMODB' },
  sqs: { target: 'AmazonSQS', contentType: 'application/x-amz-json-1.0', override: 'AWS_ENDPOINT_URL_SQS' },
  events: { target: 'AWSEvents', contentType: 'application/x-amz-json-1.1', override: 'AWS_ENDPOINT_URL_EVENTBRIDGE' },
  states: { target: 'AWSStepFunctions', contentType: 'application/x-amz-json-1.0', override: 'AWS_ENDPOINT_URL_SFN' },
};

const MAX_ERROR_BYTES = 64 * 1024;
const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'GET', 'HEAD']);

/** The handful of calls that the data plane makes, signed and sent without an SDK. */
export class AwsClient {
  private readonly signers = { dynamodb: new JsonSigner('dynamodb'), sqs: new JsonSigner('sqs'), events: new JsonSigner('events'), states: new JsonSigner('states') };

  constructor(private readonly options: AwsClientOptions = {}) {}

  /** The region that requests are signed for. Throws where there is none. */
  get region(): string {
    return this.options.region ?? process.env.AWS_REGION ?? missing('AWS_REGION');
  }

  /** The credentials of this moment. Throws where there are none. */
  get credentials(): AwsCredentials {
    return this.options.credentials ?? {
      accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? missing('AWS_ACCESS_KEY_ID'),
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? missing('AWS_SECRET_ACCESS_KEY'),
      ...process.env.AWS_SESSION_TOKEN && { sessionToken: process.env.AWS_SESSION_TOKEN },
    };
  }

  /**
   * Calls DynamoDB and returns its JSON answer. A body given as a string is a byte string, one character per byte, and is
   * written as latin1; JSON text that may hold other characters must come as a Buffer. Throws {@link ServiceError}.
   */
  dynamodb<T = unknown>(operation: string, body: string | Buffer, timeoutMs?: number): Promise<T> {
    return this.json<T>('dynamodb', operation, body, timeoutMs);
  }

  /**
   * Calls a service of AWS's JSON protocol, as {@link dynamodb} does.
   *
   * @param timeoutMs a bound on this call that is tighter than the client's, in milliseconds
   */
  async json<T = unknown>(service: JsonService, operation: string, body: string | Buffer, timeoutMs = Infinity): Promise<T> {
    const bound = Math.min(timeoutMs, this.timeoutMs(service));
    return this.attempting(operation, async () => {
      const { target, contentType, override: variable } = JSON_SERVICES[service];
      const endpoint = serviceEndpoint(service, this.region, this.options.endpoint ?? override(variable));
      const request = { host: hostOf(endpoint), path: endpoint.path, contentType, target: `${target}.${operation}`, body };
      const head = this.signers[service].head(request, this.region, this.credentials);
      const answer = await exchange(endpoint, { head, body }, bound).catch((error: unknown) => { throw networkError(service, operation, error); });
      if (answer.status !== 200) throw jsonError(service, operation, answer.status, answer.text, answer.headers.get('x-amzn-requestid'));
      return JSON.parse(answer.text) as T;
    });
  }

  /**
   * Calls S3 and resolves with the head of a successful answer; its body streams and is to be read or destroyed. Throws
   * {@link ServiceError} for a status of 300 and more.
   */
  async s3(request: S3Request): Promise<IncomingMessage> {
    const bound = Math.min(request.timeoutMs ?? Infinity, this.timeoutMs('s3'));
    return this.attempting(request.method, async () => {
      const endpoint = this.s3Endpoint(request.bucket, request.key);
      const answer = await this.send('s3', request.method, { endpoint, ...this.signS3(request, endpoint) }, bound);
      const status = answer.statusCode ?? 0;
      if (status < 300) return answer;
      const text = await textOf('s3', request.method, answer, bound, MAX_ERROR_BYTES);
      throw s3Error(request.method, status, text, header(answer, 'x-amz-request-id'));
    });
  }

  /**
   * Invokes a function and returns the JSON text of its answer; as an event it is queued and the answer is empty. Throws {@link ServiceError},
   * also where the function itself failed.
   */
  async invoke(functionName: string, payload: string, how: 'RequestResponse' | 'Event'): Promise<string> {
    const endpoint = serviceEndpoint('lambda', this.region, this.options.endpoint ?? override('AWS_ENDPOINT_URL_LAMBDA'));
    const body = Buffer.from(payload);
    const path = `${endpoint.path.replace(/\/$/, '')}/2015-03-31/functions/${encodeRfc3986(functionName)}/invocations`;
    const { headers = {} } = sign({
      service: 'lambda',
      region: this.region,
      method: 'POST',
      path,
      headers: { 'Host': hostOf(endpoint), 'Content-Type': 'application/json', 'Content-Length': body.length, 'X-Amz-Invocation-Type': how },
      body,
    }, this.credentials);
    const answer = await this.send('lambda', 'Invoke', { endpoint, method: 'POST', path, headers, body }, this.timeoutMs('lambda'));
    const text = await textOf('lambda', 'Invoke', answer, this.timeoutMs('lambda'));
    const status = answer.statusCode ?? 0;
    if (status >= 300) throw jsonError('lambda', 'Invoke', status, text, header(answer, 'x-amzn-requestid'));
    if (answer.headers['x-amz-function-error']) throw new ServiceError('lambda', 'Invoke', status, 'FunctionError', 'the function failed: its log says why');
    return text;
  }

  /** Where requests for a bucket or an object go, overrides included. */
  s3Endpoint(bucket: string, key = ''): Endpoint {
    return s3Endpoint(this.region, bucket, key, this.options.endpoint ?? override('AWS_ENDPOINT_URL_S3'));
  }

  private signS3({ method, query, headers, body = '' }: S3Request, endpoint: Endpoint): Pick<HttpRequest, 'method' | 'path' | 'headers' | 'body'> {
    const path = endpoint.path + queryOf(query);
    // aws4 never sees the body: it would hash a second time, and give even an empty one a content type.
    const signed = sign({
      service: 's3',
      region: this.region,
      method,
      path,
      headers: {
        ...defined(headers),
        ...body.length > 0 || method === 'PUT' ? { 'Content-Length': body.length } : {},
        'Host': hostOf(endpoint),
        'X-Amz-Content-Sha256': sha256(body),
      },
    }, this.credentials);
    return { method, path: signed.path ?? path, headers: signed.headers ?? {}, body };
  }

  private async send(service: ServiceName, operation: string, request: HttpRequest, timeoutMs: number): Promise<IncomingMessage> {
    try {
      return await send(request, timeoutMs);
    } catch (error) {
      throw networkError(service, operation, error);
    }
  }

  private timeoutMs(service: ServiceName): number {
    return this.options.timeoutMs ?? (service === 's3' ? S3_TIMEOUT_MS : TIMEOUT_MS);
  }

  private attempting<T>(operation: string, attempt: () => Promise<T>): Promise<T> {
    if (!READS.has(operation)) return attempt();
    return retrying(attempt, { maxAttempts: this.options.maxAttempts ?? 3, retryable: isRetryable });
  }
}

async function textOf(
  service: ServiceName, operation: string, answer: IncomingMessage, timeoutMs: number, maxBytes?: number,
): Promise<string> {
  try {
    return await readText(answer, timeoutMs, maxBytes);
  } catch (error) {
    throw networkError(service, operation, error);
  }
}

function hostOf({ hostname, port }: Endpoint): string {
  return port ? `${hostname}:${port}` : hostname;
}

function queryOf(query: Record<string, string | undefined> = {}): string {
  const pairs = Object.entries(defined(query)).map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function defined(values: Record<string, string | undefined> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function header(answer: IncomingMessage, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function override(name: string): string | undefined {
  return process.env[name] || process.env.AWS_ENDPOINT_URL || undefined;
}

function missing(name: string): never {
  throw new Error(`${name} is not set: pass it to the client or set it in the environment`);
}
