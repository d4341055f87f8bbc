import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { type DistributedConfig, Env, type MaintenanceAnswer, Metric, MetricDimension, type SourceConfig } from '../../src/contract';
import { S3BucketLister } from '../aws/bucket-lister';
import { AwsClient } from '../aws/client';
import { RedrivableQueue } from '../aws/dead-letters';
import { HintQueue } from '../aws/hint-queue';
import { TableJobStore } from '../aws/job-store';
import { TableLedgerScan } from '../aws/ledger-scan';
import { TableSharedJobStore } from '../aws/shared-job-store';
import { StepFunctionsRuns } from '../aws/step-functions';
import { TableSweepLedger } from '../aws/sweep-ledger';
import { TableGenerations } from '../aws/table-generations';
import { maintain } from '../core/operations/maintenance';
import type { JobPorts } from '../core/operations/ports';

/** Time that is kept back to enter how far a job is and to hand it on, in milliseconds; of a short timeout, a fifth of it. */
const RESERVE_MS = 60_000;

const logger = new Logger();
const metrics = new Metrics({
  singleMetric: false, defaultDimensions: { [MetricDimension.FUNCTION]: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown' },
});
const client = new AwsClient();
const table = required(Env.TABLE_NAME);
const bucketName = required(Env.BUCKET_NAME);
const queueUrl = required(Env.QUEUE_URL);
const distributed = process.env[Env.DISTRIBUTED_BACKFILL];
const deadLetterUrl = process.env[Env.DEAD_LETTER_QUEUE_URL];
const clock = { now: () => new Date() };
const count = (metric: string, value: number): void => void metrics.addMetric(metric, MetricUnit.Count, value);
let deadline = 0;

const ports: JobPorts = {
  bucketName,
  source: JSON.parse(required(Env.SOURCE)) as SourceConfig,
  bucket: new S3BucketLister(client, bucketName),
  ledger: new TableLedgerScan(client, table, bucketName),
  hints: new HintQueue(client, bucketName, queueUrl, process.env[Env.BACKFILL_QUEUE_URL]),
  sweep: {
    ledger: new TableSweepLedger(client, table),
    generations: new TableGenerations(client, table, () => deadline, () => count(Metric.THROTTLES, 1)),
    clock,
  },
  ...deadLetterUrl && {
    deadLetters: new RedrivableQueue(client, { url: deadLetterUrl, queueUrl, sourceArns: required(Env.QUEUE_ARN).split(',') }),
  },
  jobs: new TableJobStore(client, table, bucketName),
  sharedJobs: new TableSharedJobStore(client, table, bucketName),
  ...distributed && {
    distributed: new StepFunctionsRuns(client, JSON.parse(distributed) as DistributedConfig, required('AWS_LAMBDA_FUNCTION_NAME')),
  },
  observer: { log: (level, message, details) => logger[level](message, details), count },
  clock,
  continue: async jobId => void await client.invoke(required('AWS_LAMBDA_FUNCTION_NAME'), JSON.stringify({ run: jobId }), 'Event'),
  newJobId: () => `${Date.now().toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`,
};

/** Lambda's entry point: a {@link MaintenanceEvent} of the API, of the command, of the schedule, of Step Functions or of itself. */
export async function handler(event: unknown, context: Context): Promise<MaintenanceAnswer | 0 | undefined> {
  logger.addContext(context);
  const left = context.getRemainingTimeInMillis();
  deadline = Date.now() + left - Math.min(RESERVE_MS, left / 5);
  try {
    return await maintain(event, ports, () => Date.now() >= deadline);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the environment variable ${name} is not set: it is a part of the contract with the constructs`);
  return value;
}
