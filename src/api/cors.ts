import { Duration, Token } from 'aws-cdk-lib';
import { CorsOptions } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ApiCors } from './cors-options';
import { ROUTES } from './routes';
import { CorsConfig } from '../contract';
import { fail } from '../private/imports';

const HEADERS = [
  'Accept', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Amz-Content-Sha256', 'X-Amz-Date',
  'X-Amz-Security-Token', 'X-Api-Key',
];
const EXPOSED_HEADERS = ['ETag', 'Link', 'Location', 'Retry-After', 'x-amzn-ErrorType', 'x-amzn-RequestId'];
/** A scheme, a host in lower case and a port: what the header `Origin` may hold. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** CORS with every value that was left open. */
export interface Cors {
  readonly origins: string[];
  readonly methods: string[];
  readonly headers: string[];
  readonly exposedHeaders: string[];
  readonly maxAge: Duration;
  readonly credentials: boolean;
}

/** Checks what the caller said and fills in the rest. `authHeaders` are those that the authorization reads. */
export function corsOf(scope: Construct, options: ApiCors, authHeaders: string[] = []): Cors {
  const cors: Cors = {
    origins: [...new Set(options.origins)],
    methods: options.methods ?? [...new Set(ROUTES.map(({ method }) => method))],
    headers: options.headers ?? withoutRepeats([...HEADERS, ...authHeaders]),
    exposedHeaders: options.exposedHeaders ?? EXPOSED_HEADERS,
    maxAge: options.maxAge ?? Duration.hours(1),
    credentials: options.credentials ?? false,
  };
  if (cors.origins.length === 0) fail(scope, 'cors.origins is empty: name the origins of your pages, or leave cors out');
  cors.origins.forEach((origin) => checkOrigin(scope, origin));
  if (cors.credentials && cors.origins.length > 1) {
    fail(scope, `cors with credentials takes exactly one origin, not ${cors.origins.length}, because the gateway's own errors cannot choose from several: `
      + 'name one, or leave credentials out, which tokens and keys in headers do not need');
  }
  for (const method of cors.methods) {
    if (!ROUTES.some((route) => route.method === method)) {
      fail(scope, `cors.methods has ${JSON.stringify(method)}, which no route has: use some of ${[...new Set(ROUTES.map((route) => route.method))].join(', ')}`);
    }
  }
  for (const name of [...cors.headers, ...cors.exposedHeaders]) {
    if (!TOKEN.test(name) || name === '*') fail(scope, `cors has the header ${JSON.stringify(name)}, which is no header's name: name headers exactly`);
  }
  if (cors.maxAge.toSeconds() > 86_400) fail(scope, `cors.maxAge is at most a day, not ${cors.maxAge.toSeconds()} s`);
  return cors;
}

/** The preflight of a resource on which pages may use these methods. */
export function preflightOf(cors: Cors, methods: readonly string[]): CorsOptions {
  return {
    allowOrigins: cors.origins,
    allowMethods: [...methods],
    allowHeaders: cors.headers,
    allowCredentials: cors.credentials || undefined,
    ...(cors.maxAge.toSeconds() === 0 ? { disableCache: true } : { maxAge: cors.maxAge }),
  };
}

/**
 * CORS headers of the gateway's own errors. They cannot choose from a list: with one origin they name it, with several they repeat
 * the origin of the request. That lets any page read the gateway's error, which holds nothing but a title and a request id, and nothing
 * that a page could have sent by itself in somebody's name: credentials are never allowed beside it.
 */
export function errorHeadersOf({ origins, exposedHeaders, credentials }: Cors): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': origins.length === 1 ? `'${origins[0]}'` : 'method.request.header.Origin',
    'Access-Control-Expose-Headers': `'${exposedHeaders.join(',')}'`,
    ...(credentials && { 'Access-Control-Allow-Credentials': "'true'" }),
    'Vary': "'Origin'",
  };
}

/** What the handler gets. */
export function handlerCors({ origins, exposedHeaders, credentials }: Cors): CorsConfig {
  return { origins, exposedHeaders, credentials };
}

function checkOrigin(scope: Construct, origin: string): void {
  if (Token.isUnresolved(origin)) return;
  if (origin === '*') fail(scope, 'cors.origins has "*", which lets in the pages of everybody: name each origin');
  const defaultPort = { 'http:': ':80', 'https:': ':443' }[/^https?:/.exec(origin)?.[0] ?? ''];
  if (!ORIGIN.test(origin) || (defaultPort !== undefined && origin.endsWith(defaultPort))) {
    fail(scope, `cors.origins has ${JSON.stringify(origin)}, which no browser sends: take scheme, host in lower case and port, `
      + 'such as https://app.example.com, without a path, a slash at the end or the scheme\'s own port');
  }
}

function withoutRepeats(names: string[]): string[] {
  return names.filter((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index);
}
