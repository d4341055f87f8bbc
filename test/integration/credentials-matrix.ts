import { ApiClient } from './api-client';
import type { Caller } from './callers';
import { expectProblem } from './problems';
import type { HttpAnswer } from '../../local/http';
import { routesOf, type Route } from '../../src/api/routes';
import { Right } from '../../src/contract';

/** Bodies that let an operation succeed. */
const FILE = { fileName: 'a.csv', contentType: 'text/csv', size: 10 };
const BODIES: Record<string, unknown> = {
  createUpload: FILE,
  createMultipartUpload: FILE,
  signParts: { parts: [{ partNumber: 1 }] },
  createJob: { kind: 'replay', dryRun: true },
};
/** Operations whose success needs nothing but a caller, an object and {@link BODIES}; the others must only be let through. */
const PLAIN = ['listObjects', 'getObject', 'listRows', 'createUpload', 'createMultipartUpload', 'deleteObject', 'getHealth'];

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

/**
 * Calls each route of an API, with or without jobs, with the id of an object, and compares each status. Every refusal must be a problem, but those of IAM policies: the
 * emulator answers them in its own words, not through the API's gateway responses.
 */
export async function expectMatrix(
  client: ApiClient, caller: Caller, id: string, expectation: Expectation, maintenance: boolean = true,
): Promise<void> {
  const seen: Record<string, number> = {};
  const expected: Record<string, number> = {};
  for (const route of routesOf({ maintenance })) {
    const path = route.path.replace('{id}', id);
    const body = route.method === 'POST' ? JSON.stringify(BODIES[route.operation] ?? {}) : undefined;
    const answer = await client.send(path, route.method, caller, body);
    seen[route.operation] = answer.status;
    const wanted = expectation(route);
    const exact = PLAIN.includes(route.operation) || [401, 403].includes(answer.status);
    expected[route.operation] = wanted !== 'success' ? wanted : exact ? route.success : answer.status;
    if (wanted !== 'success' && answer.status === wanted && !isPolicyRefusal(answer)) expectProblem(answer, wanted);
  }
  expect(seen).toEqual(expected);
}

function isPolicyRefusal({ status, headers }: HttpAnswer): boolean {
  return status === 403 && headers['content-type'] === 'application/x-amz-json-1.0';
}
