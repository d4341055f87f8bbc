import { type AwsClient, isRetryable, ServiceError } from './client';
import { JOB_LEASE_MS, TableJobStore } from './job-store';
import { type Attributes, toAttribute } from './ledger-item';
import { jsonBody } from './query';
import { type Job, type JobFinding, MAX_FINDINGS, Table } from '../../src/contract';
import type { BatchFindings, SharedJobStore } from '../core/operations/ports';
import { retrying } from '../core/retry';

/** Batches that finish at the same moment contend for the entry. */
const MAX_ATTEMPTS = 20;
const BASE_MS = 50;

/** How long it is remembered that a batch was counted, in seconds: longer than a run. */
const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;

/** Somebody else was faster: to be looked at again. */
class Contended extends Error {}

/** The entry of a job, its lock and the batches that are in it, changed together or not at all. */
export class TableSharedJobStore implements SharedJobStore {
  private readonly jobs: TableJobStore;

  constructor(
    private readonly client: AwsClient, private readonly table: string, bucket: string,
    private readonly now: () => number = Date.now,
  ) {
    this.jobs = new TableJobStore(client, table, bucket, now);
  }

  add(jobId: string, batch: string, found: BatchFindings): Promise<number | undefined> {
    return retrying(() => this.attempt(jobId, batch, found), {
      retryable: (error) => error instanceof Contended || isRetryable(error), maxAttempts: MAX_ATTEMPTS, baseMs: BASE_MS,
    });
  }

  private async attempt(jobId: string, batch: string, found: BatchFindings): Promise<number | undefined> {
    const [job, before] = await Promise.all([this.jobs.get(jobId), this.countOf(jobId, batch)]);
    if (before !== undefined) return Math.min(before, found.findings.length);
    if (job?.state !== 'RUNNING') return undefined;
    const count = Math.min(found.findings.length, job.max - job.matched);
    try {
      await this.client.dynamodb('TransactWriteItems', jsonBody({ TransactItems: this.changes(job, batch, found, count).map((Update) => ({ Update })) }));
      return count;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'TransactionCanceledException') throw new Contended();
      throw error;
    }
  }

  private changes(job: Job, batch: string, { listed, findings }: BatchFindings, count: number): object[] {
    const told = findings.slice(0, Math.min(count, MAX_FINDINGS - job.findings.length));
    const now = this.now();
    const TableName = this.table;
    return [{
      TableName,
      Key: this.batchKey(job.jobId, batch),
      UpdateExpression: 'SET #count = :count, #expires = :expires',
      ConditionExpression: 'attribute_not_exists(#count)',
      ExpressionAttributeNames: { '#count': 'matched', '#expires': Table.EXPIRES },
      ExpressionAttributeValues: { ':count': number(count), ':expires': number(Math.floor(now / 1000) + REMEMBERED_SECONDS) },
    }, {
      TableName,
      Key: this.jobs.jobKey(job.jobId),
      UpdateExpression: 'SET job.listed = job.listed + :listed, job.matched = job.matched + :count, job.sent = job.sent + :sent, job.updatedAt = :at'
        + (told.length > 0 ? ', job.findings = list_append(job.findings, :told)' : '')
        + (count < findings.length ? ', job.truncated = :true' : ''),
      // The maximum holds, and no more findings are told than there is room for.
      ConditionExpression: `job.#state = :running AND job.matched <= :room${told.length > 0 ? ' AND size(job.findings) = :known' : ''}`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':listed': number(listed),
        ':count': number(count),
        ':sent': number(job.dryRun ? 0 : count),
        ':at': { S: new Date(now).toISOString() },
        ':running': { S: 'RUNNING' },
        ':room': number(job.max - count),
        ...told.length > 0 && { ':told': { L: told.map((finding: JobFinding) => toAttribute(finding)) }, ':known': number(job.findings.length) },
        ...count < findings.length && { ':true': { BOOL: true } },
      },
    }, {
      TableName,
      Key: this.jobs.lockKey(job.kind),
      UpdateExpression: 'SET leaseUntil = :until',
      ConditionExpression: 'jobId = :jobId',
      ExpressionAttributeValues: { ':until': number(now + JOB_LEASE_MS), ':jobId': { S: job.jobId } },
    }];
  }

  private async countOf(jobId: string, batch: string): Promise<number | undefined> {
    const { Item } = await this.client.dynamodb<{ Item?: Attributes }>('GetItem', jsonBody({
      TableName: this.table, Key: this.batchKey(jobId, batch), ConsistentRead: true,
    }));
    return Item && Number(Item.matched?.N ?? 0);
  }

  /** A partition of its own for each job, of which nothing is listed. */
  private batchKey(jobId: string, batch: string): Attributes {
    const { [Table.PARTITION_KEY]: partition } = this.jobs.jobKey(jobId);
    return { [Table.PARTITION_KEY]: { S: `${partition.S}#${jobId}` }, [Table.SORT_KEY]: { S: `batch#${batch}` } };
  }
}

function number(value: number): { N: string } {
  return { N: String(value) };
}
