import { negotiate } from './accept';
import { callerOf, refusal, type RequestContext } from './caller';
import { corsHeaders } from './cors';
import { once } from './idempotency';
import type { Answer } from './operation';
import { operations } from './operations';
import type { ApiConfig, ApiPorts, TransientError } from './ports';
import { notFound, Problem, quote, unavailable, unsupportedType } from './problem';
import { type RawQuery, readQuery } from './query';
import { type Route, ROUTES } from '../../../src/api/routes';
import { DocsReaders } from '../../../src/contract';

/** What the API reads of an event of API Gateway's Lambda proxy integration. */
export interface ApiEvent {
  readonly httpMethod: string;
  /** The resource path that the gateway has matched, such as `/objects/{id}`. */
  readonly resource: string;
  readonly pathParameters?: Record<string, string | undefined> | null;
  readonly multiValueQueryStringParameters?: RawQuery;
  /** Names as the client wrote them. */
  readonly multiValueHeaders?: Record<string, string[] | undefined> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: RequestContext;
}

/** What the API reads of an invocation's context. */
export interface ApiContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The proxy integration's answer. */
export interface ApiResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Kept back from the invocation's time to say that it ran out. */
const RESERVE_MS = 500;

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000',
};

const ROUTE_OF = new Map(ROUTES.map(route => [`${route.method} ${route.path}`, route]));

/** Answers requests: one look-up in the route table, one operation, one answer, whatever goes wrong. */
export class Api {
  constructor(private readonly ports: ApiPorts, private readonly config: ApiConfig) {}

  async handle(event: ApiEvent, context: ApiContext): Promise<ApiResult> {
    const started = this.ports.clock.now().getTime();
    const requestId = event.requestContext?.requestId ?? context.awsRequestId;
    const route = ROUTE_OF.get(`${event.httpMethod} ${event.resource}`);
    const details = { requestId, operation: route?.operation ?? 'unknown' };
    let result: ApiResult;
    try {
      if (!route) throw notFound('no such route: see the API reference for the routes there are');
      const { status = route.success, contentType = 'application/json', headers, body } = await withinTime(this.run(route, event), context);
      result = answer(status, status === 304 ? undefined : contentType, body, headers);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== error) this.ports.log.error('request failed', { ...details, ...describe(error) });
      result = answer(problem.status, 'application/problem+json', JSON.stringify(problem.body(requestId)), problem.headers);
    }
    if (route?.types) result.headers.vary = 'accept';
    const { cors } = this.config;
    if (cors) Object.assign(result.headers, corsHeaders(headerOf(event, 'origin'), cors, result.headers.vary));
    this.ports.log.info('request', { ...details, status: result.statusCode, milliseconds: this.ports.clock.now().getTime() - started });
    return result;
  }

  private async run(route: Route, event: ApiEvent): Promise<Answer> {
    const caller = callerOf(event.requestContext, this.config.access);
    const open = route.operation === 'getDocs' && this.config.docs === DocsReaders.ANYONE;
    const refused = open ? undefined : refusal(caller, route.right, this.config.access);
    if (refused) throw refused;
    const header = (name: string): string | undefined => headerOf(event, name);
    if (route.body) checkContentType(header('content-type'));
    const request = {
      caller,
      id: event.pathParameters?.id ?? '',
      path: event.requestContext?.path ?? event.resource,
      query: readQuery(route, event.multiValueQueryStringParameters),
      header,
      type: route.types ? negotiate(header('accept'), route.types) : 'application/json' as const,
      body: bodyOf(event),
    };
    const run = async (): Promise<Answer> => {
      const answered = await operations[route.operation](request, this.ports, this.config);
      return typeof answered === 'string' ? { body: answered } : answered;
    };
    return route.headers?.includes('Idempotency-Key') ? once(route.operation, request, this.ports, run) : run();
  }
}

function headerOf({ multiValueHeaders }: ApiEvent, name: string): string | undefined {
  for (const [other, values] of Object.entries(multiValueHeaders ?? {})) {
    if (other.length === name.length && other.toLowerCase() === name) return values?.join(', ');
  }
  return undefined;
}

/** API Gateway takes a body without a type for JSON, and so do we. */
function checkContentType(contentType: string | undefined): void {
  if (contentType !== undefined && !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw unsupportedType(`the content type is ${quote(contentType)}: send the body as application/json`);
  }
}

function bodyOf({ body, isBase64Encoded }: ApiEvent): string | undefined {
  return isBase64Encoded && body ? Buffer.from(body, 'base64').toString('utf8') : body ?? undefined;
}

function answer(statusCode: number, contentType: string | undefined, body: string, headers: Record<string, string> = {}): ApiResult {
  return { statusCode, headers: { ...contentType !== undefined && { 'content-type': contentType }, ...HEADERS, ...headers }, body };
}

async function withinTime<T>(work: Promise<T>, context: ApiContext): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem(504, 'the request took too long: ask for less, or try again')),
      Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { retryable, throttled } = (error ?? {}) as Partial<TransientError>;
  if (throttled) return unavailable('too many requests reach the table right now: try again');
  if (retryable) return unavailable('a service that this API needs did not answer: try again');
  return new Problem(500, 'something unexpected went wrong: quote the requestId to whoever runs this API');
}

function describe(error: unknown): Record<string, unknown> {
  return error instanceof Error ? { error: error.name, reason: error.message, stack: error.stack } : { error: String(error) };
}
