import { badRequest, quote } from './problem';
import type { Route } from '../../../src/api/routes';
import { UTC_TIME } from '../../../src/api/utc-time';
import { FINAL_STATUSES, Status } from '../../../src/contract';

/** Entries of a page, and the default. */
export const MAX_LIMIT = 1000;
export const DEFAULT_LIMIT = 100;
const MAX_PREFIX = 256;
const TIME = new RegExp(UTC_TIME);
/** The last moment that a time of the API can name. */
export const MAX_TIME = Date.parse('9999-12-31T23:59:59.999Z');
const STATUSES: readonly Status[] = [Status.PROCESSING, ...FINAL_STATUSES];

/** Query parameters as API Gateway hands them over: decoded, each with all its values. */
export type RawQuery = Record<string, string[] | undefined> | null | undefined;

/** Query parameters after the checks that every route shares. */
export type Query = Record<string, string | undefined>;

/**
 * The parameters by name. A 400 for one that is repeated and for one that the route does not have: a filter that is
 * misspelt would otherwise answer with what it was to leave out. `X-Amz-…` belongs to signed URLs and is nobody's filter.
 */
export function readQuery(route: Route, raw: RawQuery): Query {
  const names = route.query ?? [];
  const query: Query = {};
  for (const [name, values = []] of Object.entries(raw ?? {})) {
    if (/^x-amz-/i.test(name)) continue;
    if (!names.includes(name)) {
      throw badRequest(`unknown query parameter ${quote(name)}: ${names.length === 0 ? 'this route has none' : `use ${names.join(', ')}`}`);
    }
    if (values.length > 1) throw badRequest(`query parameter ${name} is given ${values.length} times: give it once`);
    query[name] = values[0];
  }
  return query;
}

/** `limit`: 1 to {@link MAX_LIMIT}, {@link DEFAULT_LIMIT} when not given. */
export function readLimit({ limit }: Query): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  const value = /^[1-9]\d{0,3}$/.test(limit) ? Number(limit) : NaN;
  if (!(value <= MAX_LIMIT)) throw badRequest(`limit is ${quote(limit)}: use a whole number from 1 to ${MAX_LIMIT}`);
  return value;
}

/** `prefix`: what object keys start with, at most 256 characters. */
export function readPrefix({ prefix = '' }: Query): string {
  const characters = [...prefix].length;
  if (characters > MAX_PREFIX) throw badRequest(`prefix is ${characters} characters long: use at most ${MAX_PREFIX}`);
  return prefix;
}

/** `status`: one status, or undefined for all. */
export function readStatus({ status }: Query): Status | undefined {
  if (status === undefined) return undefined;
  const found = STATUSES.find(known => known === status);
  if (!found) throw badRequest(`status is ${quote(status)}: use one of ${STATUSES.join(', ')}`);
  return found;
}

/** `from` or `to`: ISO 8601 with the milliseconds that the ledger's own times have. What is finer is rounded up: neither end can be met between two of them. */
export function readTime(query: Query, name: 'from' | 'to'): string | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (!TIME.test(text)) throw badRequest(`${name} is ${quote(text)}: use a time in UTC such as 2026-01-31T08:00:00Z`);
  const [seconds, fraction = ''] = text.slice(0, -1).split('.');
  const milliseconds = Math.ceil(Number(fraction.padEnd(9, '0')) / 1e6);
  return new Date(Math.min(MAX_TIME, Date.parse(`${seconds}Z`) + milliseconds)).toISOString();
}
