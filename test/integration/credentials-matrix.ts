import type { ApiClient, SignedPart } from './api-client';
import type { Caller } from './callers';
import { until } from './poll';
import { expectProblem } from './problems';
import type { HttpAnswer } from '../../local/http';
import { routesOf, type Route, type StackFeatures } from '../../src/api/routes';
import { type Job, Right } from '../../src/contract';

const CONTENT = 'n\n1\n2\n3\n4\n';
const FILE = { fileName: 'a.csv', contentType: 'text/csv', size: CONTENT.length };
/** Bodies by operation; the others have an empty one. */
const BODIES: Record<string, unknown> = {
  createUpload: FILE,
  createMultipartUpload: FILE,
  signParts: { parts: [{ partNumber: 1 }] },
  createJob: { kind: 'replay', dryRun: true },
};
const QUERIES: Record<string, string> = { listRecords: '?partitionKey=1' };

/** What somebody must be answered on a route. */
export type Expectation = (route: Route) => number | 'success';

/** Refused everywhere with one status. */
export const refused = (status: number): Expectation => () => status;

/** Let through where the right of the route is one of these, and 403 elsewhere. */
export function may(...rights: Right[]): Expectation {
  return ({ right }) => rights.includes(right) ? 'success' : 403;
}

/** As somebody of another tenant: every id is unknown. */
export function elsewhere(expectation: Expectation): Expectation {
  return (route) => expectation(route) === 'success' && route.path.includes('{id}') ? 404 : expectation(route);
}

/** An API, and what its routes are asked for. */
export interface Matrix {
  readonly client: ApiClient;
  /** Makes what the callers ask for. An operator of their tenant, where there are tenants. */
  readonly owner: ApiClient;
  /** Of an object of the owner's. */
  readonly id: string;
  readonly features?: StackFeatures;
  /** Statuses of routes that this API answers otherwise, by operation. */
  readonly instead?: Record<string, number>;
}

/**
 * Calls each route of an API, and compares each status. What a route asks for is there: the id is that of an object, an upload in parts or a job, so a route that is let through
 * must succeed, and one that is added to the table must, too. Every refusal must be a problem, but those of IAM policies: the emulator answers them in its own words, not through the
 * API's gateway responses.
 */
export async function expectMatrix(matrix: Matrix, caller: Caller, expectation: Expectation): Promise<void> {
  const { client, features, instead } = matrix;
  const seen: Record<string, number> = {};
  const expected: Record<string, number> = {};
  const ids = await madeFor(matrix);
  for (const route of routesOf(features)) {
    const path = route.path.replace('{id}', ids(route)) + (QUERIES[route.operation] ?? '');
    const body = route.method === 'POST' ? JSON.stringify(BODIES[route.operation] ?? {}) : undefined;
    const answer = await client.send(path, route.method, caller, body);
    seen[route.operation] = answer.status;
    const wanted = expectation(route);
    expected[route.operation] = wanted === 'success' ? instead?.[route.operation] ?? route.success : wanted;
    if (wanted !== 'success' && answer.status === wanted && !isPolicyRefusal(answer)) expectProblem(answer, wanted);
    if (answer.status === 202 && route.path !== '/objects/{id}') await jobEnds((job) => client.send(job, 'GET', caller), (JSON.parse(answer.body) as Job).jobId);
  }
  expect(seen).toEqual(expected);
}

/** What the path parameter of each route names. */
async function madeFor({ owner, id, features }: Matrix): Promise<(route: Route) => string> {
  const make = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await owner.call(path, 'POST', body);
    if (answer.status >= 300) throw new Error(`POST ${path} was answered with ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body) as T;
  };
  const { id: whole } = await make<{ id: string }>('/multipart-uploads', FILE);
  const { id: aborted } = await make<{ id: string }>('/multipart-uploads', FILE);
  const { parts: [part] } = await make<{ parts: SignedPart[] }>(`/multipart-uploads/${whole}/parts`, BODIES.signParts);
  await owner.put(part, CONTENT);
  let jobId = '';
  if (features?.maintenance) {
    ({ jobId } = await make<Job>('/jobs', BODIES.createJob));
    await jobEnds((job) => owner.call(job), jobId);
  }
  return ({ path, method }) => path.startsWith('/jobs') ? jobId : !path.startsWith('/multipart-uploads') ? id : method === 'DELETE' ? aborted : whole;
}

/** One run of a kind at a time: the next one waits for its end. */
async function jobEnds(get: (path: string) => Promise<HttpAnswer>, jobId: string): Promise<void> {
  let last: HttpAnswer | undefined;
  await until(async () => {
    last = await get(`/jobs/${jobId}`);
    return last.status === 200 && (JSON.parse(last.body) as Job).state !== 'RUNNING' ? true : undefined;
  }, () => `job ${jobId} is ${last?.body}`);
}

function isPolicyRefusal({ status, headers }: HttpAnswer): boolean {
  return status === 403 && headers['content-type'] === 'application/x-amz-json-1.0';
}
