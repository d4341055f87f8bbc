/** Environment variables that the constructs set and the handlers read. */
export const Env = {
  STAGE: 'STAGE',
  REGION: 'REGION',
  TABLE_NAME: 'DYNAMODB_TABLE_NAME',
  BUCKET_NAME: 'SOURCE_BUCKET_NAME',
  /** JSON text of a {@link SourceConfig}. */
  SOURCE: 'INGEST_SOURCE',
  /** JSON text of a {@link RecordsConfig}, or the name of a file beside the handler that holds it: see {@link RECORDS_FILE}. */
  RECORDS: 'INGEST_RECORDS',
  /** The module beside the handler that transforms records. Unset where there is none. */
  TRANSFORM: 'INGEST_TRANSFORM',
  /** JSON text of an {@link UpsertConfig}, for the API. Unset in the other modes. */
  UPSERT: 'INGEST_UPSERT',
  /** JSON text of an {@link UploadsConfig}. */
  UPLOADS: 'INGEST_UPLOADS',
  /** JSON text of an {@link AccessConfig}. */
  ACCESS: 'INGEST_ACCESS',
  /** Who gets the page of documentation, a {@link DocsReaders}. Unset where there is none. */
  DOCS: 'INGEST_DOCS',
  /** JSON text of a {@link CorsConfig}; only where pages of other origins may call. */
  CORS: 'INGEST_CORS',
  /** Base URL of the API as clients see it, where it is not the gateway's own. */
  PUBLIC_URL: 'INGEST_PUBLIC_URL',
  /** How often SQS delivers a message before it goes to the dead-letter queue. */
  MAX_RECEIVES: 'INGEST_MAX_RECEIVES',
  /** Where the ingest sends what is still to be done. */
  QUEUE_URL: 'INGEST_QUEUE_URL',
  /** Where messages go at once that no redelivery can help. Unset where the caller's queue came without one. */
  DEAD_LETTER_QUEUE_URL: 'INGEST_DEAD_LETTER_QUEUE_URL',
  /** JSON object: names of the parameters that the function may read, by the names that the caller gave them. */
  PARAMETERS: 'INGEST_PARAMETERS',
  /** JSON object: ARNs of the secrets that the function may read, by the names that the caller gave them. */
  SECRETS: 'INGEST_SECRETS',
  /** JSON text of a {@link QuarantineConfig}. Unset where rejected records are not kept. */
  QUARANTINE: 'INGEST_QUARANTINE',
  /** Where hints wait that must not hold up live files. Unset where there is no such queue. */
  BACKFILL_QUEUE_URL: 'INGEST_BACKFILL_QUEUE_URL',
  /** JSON text of a {@link DistributedConfig}. Unset where no state machine goes through the bucket. */
  DISTRIBUTED_BACKFILL: 'INGEST_DISTRIBUTED_BACKFILL',
  /** ARN of the ingest queue, by which a dead letter is known to be the ingest's. */
  QUEUE_ARN: 'INGEST_QUEUE_ARN',
  /** Name of the function that runs jobs. Unset where there is none. */
  MAINTENANCE_FUNCTION: 'INGEST_MAINTENANCE_FUNCTION',
  /** Name of the event bus that is told of each final status. Unset where none is. */
  EVENT_BUS: 'INGEST_EVENT_BUS',
  LOG_LEVEL: 'POWERTOOLS_LOG_LEVEL',
  SERVICE_NAME: 'POWERTOOLS_SERVICE_NAME',
  METRICS_NAMESPACE: 'POWERTOOLS_METRICS_NAMESPACE',
} as const;

/**
 * Where a {@link RecordsConfig} travels that is too large for the environment, which takes 4 KB in all.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const RECORDS_FILE = './records.json';
