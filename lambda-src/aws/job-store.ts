import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AwsClient, isConditionFailure, isRetryable } from './client';
import { type Attributes, toAttribute } from './ledger-item';
import { jsonBody, query } from './query';
import { type Job, Table } from '../../src/contract';
import type { HeldJob, JobStore } from '../core/operations/ports';
import { retrying } from '../core/retry';

/** A run that has not said a word for so long is taken for dead, in milliseconds: a function cannot run longer, and each run enters how far it is. */
export const JOB_LEASE_MS = 16 * 60 * 1000;

/** Jobs and their locks in the table, under a partition key of their own. */
export class TableJobStore implements JobStore {
  constructor(
    private readonly client: AwsClient, private readonly table: string, private readonly bucket: string,
    private readonly now: () => number = Date.now,
  ) {}

  async begin(job: Job): Promise<{ holder?: string }> {
    const before = await this.update(this.lockKey(job.kind), {
      set: { jobId: { S: job.jobId }, leaseUntil: { N: String(this.now() + JOB_LEASE_MS) } },
      add: 'fence',
      condition: 'attribute_not_exists(jobId) OR leaseUntil < :now OR jobId = :jobId',
      values: { ':now': { N: String(this.now()) } },
    });
    if (before === undefined) return { holder: await this.holderOf(job) };
    const dead = before.jobId?.S;
    if (dead !== undefined && dead !== job.jobId) await this.bury(dead);
    await this.enter(job);
    return {};
  }

  async enter(job: Job): Promise<void> {
    await this.update(this.jobKey(job.jobId), { set: { job: toAttribute(job) } });
  }

  async take(jobId: string): Promise<HeldJob | undefined> {
    const before = await this.read(jobId);
    if (before?.job.state !== 'RUNNING') return undefined;
    const lock = await this.update(this.lockKey(before.job.kind), {
      set: { leaseUntil: { N: String(this.now() + JOB_LEASE_MS) } },
      add: 'fence',
      condition: 'jobId = :jobId',
      values: { ':jobId': { S: jobId } },
    });
    return lock && { ...before, fence: Number(lock.fence?.N ?? 0) + 1 };
  }

  async save({ job, fence, cursor }: HeldJob): Promise<boolean> {
    const ended = job.state !== 'RUNNING';
    const mine = { condition: 'jobId = :jobId AND fence = :fence', values: { ':jobId': { S: job.jobId }, ':fence': { N: String(fence) } } };
    // The entry before the lock, so that a job that has ended never looks as if it ran without a lock.
    const lock = await this.update(this.lockKey(job.kind), { set: { leaseUntil: { N: String(this.now() + JOB_LEASE_MS) } }, ...mine });
    if (lock === undefined) return false;
    await this.update(this.jobKey(job.jobId), { set: { job: toAttribute(job), ...cursor !== undefined && { cursor: { S: cursor } } } });
    if (ended) await this.update(this.lockKey(job.kind), { remove: 'jobId, leaseUntil', ...mine });
    return true;
  }

  async get(jobId: string): Promise<Job | undefined> {
    return (await this.read(jobId))?.job;
  }

  async list(limit: number, before: string | undefined): Promise<{ jobs: Job[]; next?: string }> {
    const { Items, LastEvaluatedKey } = await query(this.client, {
      TableName: this.table,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#p': Table.PARTITION_KEY, '#s': Table.SORT_KEY },
      // No id has a character that sorts before the hyphen.
      ExpressionAttributeValues: { ':p': { S: this.partition }, ':first': { S: 'job#' }, ':last': { S: before === undefined ? 'job#~' : `job#${before}` } },
      ScanIndexForward: false,
      ConsistentRead: true,
      // One more, because the range ends with the job that the page before has shown.
      Limit: limit + 1,
    });
    const jobs = Items.map(item => unmarshall(item).job as Job).filter(({ jobId }) => jobId !== before);
    const page = jobs.slice(0, limit);
    const more = page.length < jobs.length || LastEvaluatedKey !== undefined;
    return { jobs: page, ...more && page.length > 0 && { next: page[page.length - 1].jobId } };
  }

  private get partition(): string {
    return `jobs#${this.bucket}`;
  }

  jobKey(jobId: string): Attributes {
    return { [Table.PARTITION_KEY]: { S: this.partition }, [Table.SORT_KEY]: { S: `job#${jobId}` } };
  }

  lockKey(kind: string): Attributes {
    return { [Table.PARTITION_KEY]: { S: this.partition }, [Table.SORT_KEY]: { S: `lock#${kind}` } };
  }

  private async read(jobId: string): Promise<{ job: Job; cursor?: string } | undefined> {
    const Item = await this.itemAt(this.jobKey(jobId));
    if (Item === undefined) return undefined;
    const { job, cursor } = unmarshall(Item);
    return { job, ...cursor !== undefined && { cursor } };
  }

  private async itemAt(Key: Attributes): Promise<Attributes | undefined> {
    return (await this.client.dynamodb<{ Item?: Attributes }>('GetItem', jsonBody({ TableName: this.table, Key, ConsistentRead: true }))).Item;
  }

  private async holderOf({ kind }: Job): Promise<string> {
    return (await this.itemAt(this.lockKey(kind)))?.jobId?.S ?? '';
  }

  /** The entry of a run whose lease ran out. */
  private async bury(jobId: string): Promise<void> {
    const job = await this.get(jobId);
    if (job?.state !== 'RUNNING') return;
    const at = new Date(this.now()).toISOString();
    await this.enter({ ...job, state: 'FAILED', error: 'its run ended without a word', updatedAt: at, endedAt: at });
  }

  /** Attributes before the update; undefined where the condition does not hold. */
  private async update(Key: Attributes, change: {
    set?: Attributes; add?: string; remove?: string; condition?: string; values?: Attributes;
  }): Promise<Attributes | undefined> {
    const { set = {}, add, remove, condition, values } = change;
    const names = Object.keys(set);
    const clauses = [
      ...names.length > 0 ? [`SET ${names.map(name => `#${name} = :${name}`).join(', ')}`] : [],
      ...remove ? [`REMOVE ${remove}`] : [],
      ...add ? [`ADD ${add} :one`] : [],
    ];
    const all = { ...Object.fromEntries(names.map(name => [`:${name}`, set[name]])), ...values, ...add && { ':one': { N: '1' } } };
    const body = jsonBody({
      TableName: this.table,
      Key,
      UpdateExpression: clauses.join(' '),
      ...condition && { ConditionExpression: condition },
      ...names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])) },
      ...Object.keys(all).length > 0 && { ExpressionAttributeValues: all },
      ReturnValues: 'ALL_OLD',
    });
    try {
      const answer = await retrying(() => this.client.dynamodb<{ Attributes?: Attributes }>('UpdateItem', body), { retryable: isRetryable, maxAttempts: 8 });
      return answer.Attributes ?? {};
    } catch (error) {
      if (isConditionFailure(error)) return undefined;
      throw error;
    }
  }
}
