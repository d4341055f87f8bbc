import {
  DEFAULT_JOB_OBJECTS, FINAL_STATUSES, type Job, JobKind, type JobRequest, MAX_JOB_OBJECTS, Status,
} from '../../../src/contract';
import { OBJECT_ID } from '../identity';

/** A job that is not started, with the HTTP status of the answer. The message is written for whoever asked. */
export class JobRefused extends Error {
  constructor(readonly status: 400 | 404 | 409, message: string) {
    super(message);
  }
}

/** What a kind of job can be narrowed by, beside `prefix`, `max` and `dryRun`. */
const FILTERS: Record<JobKind, readonly string[]> = {
  replay: ['id', 'status', 'since', 'until'],
  reconcile: ['since', 'until'],
  backfill: ['since', 'until', 'distributed', 'manifest'],
  sweep: [],
  redrive: [],
};
const COMMON = ['kind', 'prefix', 'max', 'dryRun'];
/** As many characters as a key has bytes at most: what is longer than a key finds nothing. */
const MAX_PREFIX = 1024;
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Reads what somebody asks for. Throws {@link JobRefused}: a filter that is misspelt would otherwise act on what it was to leave out. */
export function readJobRequest(value: unknown): JobRequest & Pick<Job, 'max' | 'dryRun'> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('a job is a JSON object such as {"kind": "replay", "prefix": "in/"}');
  const request = value as Record<string, unknown>;
  const kind = oneOf('kind', request.kind, Object.values(JobKind));
  const known = [...COMMON, ...FILTERS[kind]];
  for (const name of Object.keys(request)) {
    if (!known.includes(name)) throw refuse(`a ${kind} has no ${quote(name)}: use ${known.join(', ')}`);
  }
  const { id, prefix, status, since, until, distributed = false, manifest, dryRun = false } = request;
  const { max = distributed === true ? MAX_JOB_OBJECTS : DEFAULT_JOB_OBJECTS } = request;
  if (id !== undefined && (typeof id !== 'string' || !OBJECT_ID.test(id))) throw refuse(`id is ${quote(id)}: use the id of an object`);
  if (prefix !== undefined && (typeof prefix !== 'string' || [...prefix].length > MAX_PREFIX)) {
    throw refuse(`prefix is ${quote(prefix)}: use text of at most ${MAX_PREFIX} characters`);
  }
  if (typeof max !== 'number' || !Number.isInteger(max) || max < 1 || max > MAX_JOB_OBJECTS) {
    throw refuse(`max is ${quote(max)}: use a whole number from 1 to ${MAX_JOB_OBJECTS}`);
  }
  if (typeof dryRun !== 'boolean') throw refuse(`dryRun is ${quote(dryRun)}: use true or false`);
  if (typeof distributed !== 'boolean') throw refuse(`distributed is ${quote(distributed)}: use true or false`);
  if (manifest !== undefined && (typeof manifest !== 'string' || manifest === '' || [...manifest].length > MAX_PREFIX)) {
    throw refuse(`manifest is ${quote(manifest)}: use the key of a manifest.json, of at most ${MAX_PREFIX} characters`);
  }
  if (manifest !== undefined && !distributed) throw new JobRefused(409, `manifest is ${quote(manifest)} for a backfill that lists the bucket by itself: add distributed`);
  const times = { ...since !== undefined && { since: time('since', since) }, ...until !== undefined && { until: time('until', until) } };
  if (times.since !== undefined && times.until !== undefined && times.since >= times.until) {
    // Each is well formed by itself, so it is no 400.
    throw new JobRefused(409, `since ${times.since} is not before until ${times.until}: no time is between them`);
  }
  return {
    kind,
    ...id !== undefined && { id },
    ...prefix !== undefined && { prefix },
    ...status !== undefined && { status: oneOf('status', status, [Status.PROCESSING, ...FINAL_STATUSES]) },
    ...times,
    ...distributed && { distributed },
    ...manifest !== undefined && { manifest },
    max,
    dryRun,
  };
}

function oneOf<T extends string>(name: string, value: unknown, values: readonly T[]): T {
  const found = values.find(known => known === value);
  if (found === undefined) throw refuse(`${name} is ${quote(value)}: use one of ${values.join(', ')}`);
  return found;
}

function time(name: string, value: unknown): string {
  if (typeof value !== 'string' || !ISO_TIME.test(value) || Number.isNaN(Date.parse(value))) {
    throw refuse(`${name} is ${quote(value)}: use a time such as 2026-01-31 or 2026-01-31T08:00:00Z`);
  }
  return new Date(value).toISOString();
}

function refuse(message: string): JobRefused {
  return new JobRefused(400, message);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
