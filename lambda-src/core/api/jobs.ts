import { type Caller, visiblePrefix } from './caller';
import { decodeCursor, encodeCursor } from './cursor';
import { checkIfMatch } from './entity-tag';
import { represent } from './entry';
import { findItem, type OperationHandler } from './operation';
import { listBody } from './page';
import type { ApiConfig, ApiPorts, Jobs } from './ports';
import { badRequest, conflict, forbidden, notFound, quote } from './problem';
import { readLimit } from './query';
import { type Job, JobKind, type JobRequest, type MaintenanceAnswer } from '../../../src/contract';
import { JobRefused, readJobRequest } from '../operations/job-request';

const JOB_ID = /^[0-9a-z]{10,40}$/;

/** `POST /objects/{id}/replay`: reads one object again, whatever the ledger says. */
export const replayObject: OperationHandler = async (request, ports, config) => {
  const item = await findItem(request, ports, config);
  checkIfMatch(request.header('if-match'), represent(item).etag);
  return started(await jobsOf(ports).start({ kind: JobKind.REPLAY, id: item.id }, request.caller.name));
};

/** `POST /jobs`: has something done to many objects. The answer is the job, to be asked for again. */
export const createJob: OperationHandler = async ({ body, caller }, ports, config) => {
  const jobs = jobsOf(ports);
  const request = withinTenant(parse(body), caller, config);
  return started(await jobs.start(request, caller.name));
};

/** `GET /jobs/{id}`: how far a job is, and what came of it. */
export const getJob: OperationHandler = async ({ id, caller }, ports, config) => {
  const job = JOB_ID.test(id) ? await jobsOf(ports).get(id) : undefined;
  if (job === undefined || !isVisible(job, caller, config)) throw notFound('no job has this id: list the jobs to see their ids');
  return JSON.stringify(job);
};

/** `GET /jobs`: the jobs there were, the newest first. */
export const listJobs: OperationHandler = async ({ query, caller }, ports, config) => {
  const limit = readLimit(query);
  const scope = ['listJobs'];
  const now = ports.clock.now();
  const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, scope, now).position;
  const { jobs, next } = await jobsOf(ports).list(limit, before);
  const items = jobs.filter(job => isVisible(job, caller, config)).map(job => JSON.stringify(job));
  return listBody(items, next === undefined ? null : encodeCursor(scope, { generation: 0, position: next }, now));
};

function jobsOf({ jobs }: ApiPorts): Jobs {
  if (jobs === undefined) throw notFound('this pipeline runs no jobs: set operations.maintenance on its stack');
  return jobs;
}

function started(answer: MaintenanceAnswer): string {
  if ('job' in answer) return JSON.stringify(answer.job);
  const { status, detail } = answer.refused;
  throw status === 409 ? conflict(detail) : status === 404 ? notFound(detail) : badRequest(detail);
}

function parse(body: string | undefined): JobRequest {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw badRequest('the body is not JSON: send {"kind": "replay", "prefix": "..."}');
  }
  try {
    return readJobRequest(value);
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    throw error.status === 409 ? conflict(error.message) : badRequest(error.message);
  }
}

/** A tenant's operator operates on the tenant's keys. */
function withinTenant(request: JobRequest, caller: Caller, config: ApiConfig): JobRequest {
  const own = visiblePrefix(caller, config);
  if (own === '') return request;
  const prefix = request.prefix ?? own;
  if (!prefix.startsWith(own)) throw forbidden(`prefix is ${quote(prefix)}, which is not yours alone: use one that starts with ${JSON.stringify(own)}`);
  return { ...request, prefix };
}

function isVisible({ prefix = '', findings }: Job, caller: Caller, config: ApiConfig): boolean {
  const own = visiblePrefix(caller, config);
  return prefix.startsWith(own) || (findings.length > 0 && findings.every(({ key }) => key.startsWith(own)));
}
