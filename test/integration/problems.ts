import type { HttpAnswer } from '../../local/http';

/** An answer must be a problem of RFC 9457 with this status. */
export function expectProblem({ status, headers, body }: HttpAnswer, expected: number): void {
  expect({ status, type: headers['content-type'] }).toEqual({ status: expected, type: 'application/problem+json' });
  const problem = JSON.parse(body) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.stringMatching(/\S/), requestId: expect.stringMatching(/\S/) });
  if ('status' in problem) expect(problem.status).toBe(expected);
}
