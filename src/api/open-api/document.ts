import { ANSWERS } from './answers';
import { refineBody } from './bodies';
import { DESCRIPTIONS } from './descriptions';
import { filterOf } from './filters';
import { ANSWER_HEADERS, HEADERS, QUERY } from './parameters';
import { ref, Schema } from './schema';
import { securityOf } from './security';
import { type AccessConfig, DocsReaders, type SourceConfig, type UploadsConfig, type UpsertConfig } from '../../contract';
import { type Route, routesOf } from '../routes';

/** What the document says about one stack. */
export interface OpenApiConfig {
  readonly source: SourceConfig;
  readonly uploads: UploadsConfig;
  readonly access: AccessConfig;
  /** Where the API is: an absolute URL, or a path on the host that the document came from. */
  readonly server: string | Schema;
  /**
   * Whether the stack runs jobs.
   *
   * @default false
   */
  readonly jobs?: boolean;
  /** Only where records are found by their own key. */
  readonly upsert?: UpsertConfig;
  /** Only where there is a page of documentation. */
  readonly docs?: DocsReaders;
}

/** Problems that every request may meet, and those that come with what a route has. */
const EVERY = [400, 401, 403, 429, 500, 502, 503, 504];
const WITH_ID = [404];
const WITH_BODY = [413, 415];
const WITH_TYPES = [406];
const WITH_IF_MATCH = [412];
const WITH_IDEMPOTENCY_KEY = [409, 422];

const IDEMPOTENCY_KEY = 'Idempotency-Key';

const MEANING: Record<number, string> = {
  400: 'The request is malformed',
  401: 'The caller is unknown',
  403: 'The caller may not do this, or there is no such route',
  404: 'There is no such thing, or not for this caller',
  406: 'It cannot be had in any of these types',
  409: 'It is in the way of something that is under way',
  410: 'It has changed since, or is gone',
  412: 'It is not in the state that the request names',
  413: 'It is too large',
  415: 'The body is not of a type that is understood',
  422: 'The key was used for another request',
  429: 'Too many requests: wait',
  500: 'Something unexpected went wrong',
  502: 'Something unexpected went wrong',
  503: 'Try again in a moment',
  504: 'It took too long',
};

/** The OpenAPI 3.1 document of the routes of one stack. */
export function openApiDocument(routes: readonly Route[], config: OpenApiConfig): Schema {
  const security = securityOf(config.access);
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routesOf({ maintenance: config.jobs, upsert: config.upsert !== undefined, docs: config.docs !== undefined }, routes)) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route, config);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Objects and their rows',
      version: '1.0.0',
      description: 'Files that landed in a bucket, how far each of them is, and the rows that were read from it.',
    },
    servers: [typeof config.server === 'string' ? { url: config.server } : config.server],
    security: security.requirement,
    tags: [{ name: 'Objects' }, { name: 'Uploads' }, ...(config.jobs ? [{ name: 'Jobs' }] : []), { name: 'About' }],
    paths,
    components: {
      parameters: { [IDEMPOTENCY_KEY]: { name: IDEMPOTENCY_KEY, in: 'header', required: false, ...HEADERS[IDEMPOTENCY_KEY] } },
      schemas: ANSWERS,
      securitySchemes: security.schemes,
      headers: ANSWER_HEADERS,
      responses: { Problem: problem('A problem') },
    },
  };
}

function operationOf(route: Route, config: OpenApiConfig): Schema {
  const { summary, description, tag } = DESCRIPTIONS[route.operation];
  const filter = filterOf(route.operation, config);
  const parameters = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,43}$' } })),
    ...(filter ? [filter.parameter] : []),
    ...(route.query ?? []).filter((name) => !filter?.members.includes(name)).map((name) => ({ name, in: 'query', required: false, ...QUERY[name] })),
    ...(route.headers ?? []).filter((name) => name !== IDEMPOTENCY_KEY).map((name) => ({ name, in: 'header', required: false, ...HEADERS[name] })),
  ];
  return {
    operationId: route.operation,
    summary,
    ...describe(description, route),
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(route.operation === 'getDocs' && config.docs === DocsReaders.ANYONE && { security: [] }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: refineBody(route.operation, route.body as unknown as Schema, config) } } },
    }),
    responses: { ...successOf(route), ...problemsOf(route) },
  };
}

/**
 * Which keys and bodies go together only the client knows, so a tool that makes up both would be told 422: the header is described, and no
 * parameter.
 */
function describe(description: string | undefined, route: Route): Schema {
  if (!route.headers?.includes(IDEMPOTENCY_KEY)) return description ? { description } : {};
  return {
    'description': [description, `With the header \`${IDEMPOTENCY_KEY}\` it is done once: ${HEADERS[IDEMPOTENCY_KEY].description}.`].filter(Boolean).join(' '),
    'x-idempotency-key': { $ref: `#/components/parameters/${IDEMPOTENCY_KEY}` },
  };
}

function successOf(route: Route): Schema {
  const { answer, success } = DESCRIPTIONS[route.operation];
  const tagged = route.headers?.includes('If-None-Match') ?? false;
  const headers = {
    ...(tagged && { ETag: { $ref: '#/components/headers/ETag' } }),
    ...(route.types && route.query?.includes('cursor') && { 'X-Next-Cursor': { $ref: '#/components/headers/X-Next-Cursor' } }),
  };
  const content = Object.fromEntries((route.types ?? ['application/json']).map((type) =>
    [type, { schema: type === 'application/json' ? ref(answer) : { type: 'string' } }]));
  return {
    [route.success]: { description: success, headers, ...(route.success !== 204 && { content }) },
    ...(tagged && { 304: { description: 'It has not changed', headers: { ETag: { $ref: '#/components/headers/ETag' } } } }),
  };
}

function problemsOf(route: Route): Schema {
  const statuses = [
    ...EVERY,
    ...(route.path.includes('{') ? WITH_ID : []),
    ...(route.body ? WITH_BODY : []),
    ...(route.types ? WITH_TYPES : []),
    ...(route.headers?.includes('If-Match') ? WITH_IF_MATCH : []),
    ...(route.headers?.includes('Idempotency-Key') ? WITH_IDEMPOTENCY_KEY : []),
    ...DESCRIPTIONS[route.operation].problems ?? [],
  ];
  return Object.fromEntries([...new Set(statuses)].sort((a, b) => a - b).map((status) => [status, problem(MEANING[status], status)]));
}

function problem(description: string, status?: number): Schema {
  return {
    description,
    ...((status === 429 || status === 503) && { headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } }),
    content: { 'application/problem+json': { schema: ref('Problem') } },
  };
}
