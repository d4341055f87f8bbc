import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { Env, Metric, MetricDimension, type QuarantineConfig, RECORDS_FILE, type RecordsConfig, type SourceConfig } from '../../src/contract';
import { AwsClient } from '../aws/client';
import { DeadLetterQueue } from '../aws/dead-letter-queue';
import { EventBus } from '../aws/event-bus';
import { LedgerWriter } from '../aws/ledger-writer';
import { BucketObjectStore } from '../aws/object-store';
import { QuarantineBucket } from '../aws/quarantine-bucket';
import { QueueOutbox } from '../aws/queue-outbox';
import { TableRecordStore } from '../aws/record-writer';
import { TableRowStore } from '../aws/row-writer';
import { TablePartStore } from '../aws/table-part-store';
import { type BatchResponse, ingest, type IngestConfig, type IngestPorts } from '../core/ingest';
import type { Transform } from '../core/records/transform';
import { objectTenant } from '../core/upsert/object-tenant';
import { RecordKeys } from '../core/upsert/record-key';

/** Time that is kept back for publishing, in milliseconds. */
const RESERVE_MS = 2_000;

const logger = new Logger();
const metrics = new Metrics({
  singleMetric: false, defaultDimensions: { [MetricDimension.FUNCTION]: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown' },
});
const config: IngestConfig = {
  bucket: required(Env.BUCKET_NAME),
  source: JSON.parse(required(Env.SOURCE)) as SourceConfig,
  records: recordsConfig(required(Env.RECORDS)),
  maxReceives: Number(required(Env.MAX_RECEIVES)),
};
const client = new AwsClient();
const table = required(Env.TABLE_NAME);
const quarantine = process.env[Env.QUARANTINE];
const eventBus = process.env[Env.EVENT_BUS];
const deadLetterQueueUrl = process.env[Env.DEAD_LETTER_QUEUE_URL];
const onRetry = (): void => { metrics.addMetric(Metric.THROTTLES, MetricUnit.Count, 1); };
const ports: IngestPorts = {
  ledger: new LedgerWriter(client, table, config.bucket),
  objects: new BucketObjectStore(client, config.bucket),
  rows: new TableRowStore(client, table, onRetry),
  upserts: upsertStore(config),
  parts: new TablePartStore(client, table),
  outbox: new QueueOutbox(client, required(Env.QUEUE_URL)),
  clock: { now: () => new Date() },
  announcer: eventBus === undefined ? undefined : new EventBus(client, eventBus),
  quarantine: quarantine === undefined ? undefined : new QuarantineBucket(client, JSON.parse(quarantine) as QuarantineConfig),
  deadLetters: deadLetterQueueUrl === undefined ? undefined : new DeadLetterQueue(client, deadLetterQueueUrl),
  observer: {
    log: (level, message, details) => logger[level](message, details),
    count: (metric, value) => metrics.addMetric(metric, metric === Metric.LAG ? MetricUnit.Milliseconds : MetricUnit.Count, value),
  },
};

/** Lambda's entry point: SQS batches, and S3, SNS or EventBridge events directly. */
export async function handler(event: unknown, context: Context): Promise<BatchResponse> {
  logger.addContext(context);
  try {
    return await ingest(event, config, { ...ports, transform: await transform() }, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}

let loaded: Promise<Transform | undefined> | undefined;

/** The caller's module beside the handler: its export `transform`, or its default one. */
function transform(): Promise<Transform | undefined> {
  const file = process.env[Env.TRANSFORM];
  loaded ??= file === undefined ? Promise.resolve(undefined) : import(file).then((module: Record<string, unknown>) => {
    const found = module.transform ?? module.default;
    if (typeof found !== 'function') throw new Error(`${file} exports no function named transform and none by default: see processing.transform`);
    return found as Transform;
  });
  return loaded;
}

/** A large one is a file beside the handler. */
function recordsConfig(value: string): RecordsConfig {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- resolved when the handler runs, not when it is bundled
  return (value === RECORDS_FILE ? require(value) : JSON.parse(value)) as RecordsConfig;
}

function upsertStore({ bucket, source, records: { upsert } }: IngestConfig): TableRecordStore | undefined {
  return upsert && new TableRecordStore(client, table, new RecordKeys(bucket, upsert), {
    onRetry,
    keepTombstones: upsert.tombstone?.keepSeconds,
    tenantOf: (key) => upsert.tenants ? objectTenant(key, source) : '',
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the environment variable ${name} is not set: it is a part of the contract with the constructs`);
  return value;
}
