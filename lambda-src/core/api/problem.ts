import { PROBLEM_TITLES } from '../../../src/api/problem-titles';

/** An answer that is not a success: RFC 9457's problem details. Its detail is written for the caller and holds nothing internal. */
export class Problem extends Error {
  constructor(readonly status: number, readonly detail: string, readonly headers: Record<string, string> = {}) {
    super(detail);
  }

  /** The members of `application/problem+json`, and the request's id to quote to whoever runs the API. */
  body(requestId: string): Record<string, unknown> {
    return { type: 'about:blank', title: PROBLEM_TITLES[this.status], status: this.status, detail: this.detail, requestId };
  }
}

export const badRequest = (detail: string): Problem => new Problem(400, detail);
export const forbidden = (detail: string): Problem => new Problem(403, detail);
export const notFound = (detail: string): Problem => new Problem(404, detail);
export const notAcceptable = (detail: string): Problem => new Problem(406, detail);
export const conflict = (detail: string, headers?: Record<string, string>): Problem => new Problem(409, detail, headers);
export const preconditionFailed = (detail: string): Problem => new Problem(412, detail);
export const unsupportedType = (detail: string): Problem => new Problem(415, detail, { accept: 'application/json' });
export const unprocessable = (detail: string): Problem => new Problem(422, detail);
export const gone = (detail: string): Problem => new Problem(410, detail);
export const unavailable = (detail: string): Problem => new Problem(503, detail, { 'retry-after': '1' });

/** A value of the caller's as it may stand in a detail: quoted, on one line, at most 100 characters of it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
