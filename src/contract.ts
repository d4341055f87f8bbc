/**
 * What the infrastructure and the handlers agree on. Both sides import this file: the constructs to wire and to check
 * at synth, the handlers to read and to write. Nothing in it depends on the CDK or on an AWS SDK.
 */

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

/** Which keys of the bucket are ingested. Empty lists and strings mean every key. */
export interface SourceConfig {
  readonly prefix: string;
  readonly suffixes: string[];
}

/** A format as the handlers see it. */
export interface FormatConfig {
  readonly kind: 'detect' | 'csv' | 'ndjson' | 'json' | 'parquet';
  /** CSV only: one character. Without it the header line decides between comma, semicolon, tab and pipe. */
  readonly delimiter?: string;
  /** Parquet only: whether the members of structures become columns. */
  readonly flatten?: boolean;
}

/** How much a file may come to. A member that is left open has the default of {@link DEFAULT_LIMITS}. */
export interface LimitsConfig {
  /** Bytes after decompression. */
  readonly bytes?: number;
  /** Bytes after decompression for each byte before it. */
  readonly ratio?: number;
  readonly rows?: number;
  /** Bytes of a row's JSON text. */
  readonly rowBytes?: number;
  readonly columns?: number;
  /** Levels of nesting; a record's own braces are the first. */
  readonly depth?: number;
}

/** A JSON Schema as the handlers get it: checked at synth, without annotations; `$ref` is the name of a definition. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** A column that a schema knows. */
export interface ColumnConfig {
  /** In the file. */
  readonly name: string;
  /** In the row, where it is another name. */
  readonly as?: string;
  readonly schema: JsonSchema;
  readonly required?: true;
}

/** What records must be, and how they become rows. */
export interface SchemaConfig {
  readonly columns: ColumnConfig[];
  /** What becomes of a column that the schema does not know. */
  readonly unknown: 'keep' | 'drop' | 'rescue' | 'reject';
  /** What such a column must be where it is kept. */
  readonly others?: JsonSchema;
  /** Member of the row that rescued columns go into. */
  readonly rescued: string;
  /** Texts of a CSV field that mean no value. */
  readonly nulls: string[];
  /** Members that every row gets, with the JSON text of their values. */
  readonly constants?: Readonly<Record<string, string>>;
  /** Members that are put together of texts and columns. */
  readonly computed?: { readonly name: string; readonly parts: (string | { readonly column: string })[] }[];
  /** What a record must be as a whole, where that is more than its columns. */
  readonly whole?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** When a row is no longer kept. */
export interface RowTtlConfig {
  readonly seconds: number;
  /** From when on: now, the object's last change, or what a column says (a date, a time, or seconds since 1970). */
  readonly from: 'now' | 'lastModified' | { readonly column: string };
}

/** Which columns a record is found by, across files. */
export interface UpsertConfig {
  readonly partitionKey: string;
  /** Without it there is one record for each partition key. */
  readonly sortKey?: string;
  /** How sort keys follow one another. */
  readonly sortKeyOrder: 'text' | 'number';
  /** Which records say that theirs is gone. */
  readonly tombstone?: {
    readonly column: string;
    readonly value: string;
    /** Seconds that a tombstone is kept; for ever where it is left open. */
    readonly keepSeconds?: number;
  };
  /** Whether a tenant's records are found by that tenant alone: the tenant is the first segment of an object key behind the watched prefix. */
  readonly tenants?: boolean;
}

/** What becomes of an object. */
export interface RecordsConfig {
  readonly mode: 'metadata' | 'rows' | 'upsert';
  readonly format: FormatConfig;
  /** Share of rejected records, 0 to 1, over which the whole file is quarantined. */
  readonly maxErrorRate: number;
  /** Rejected records over which the whole file is quarantined, at once. */
  readonly maxErrors?: number;
  readonly limits?: LimitsConfig;
  /**
   * Files of lines that are more than twice as large are read in parts of this size, in bytes, side by side.
   *
   * @default DEFAULT_PART_BYTES
   */
  readonly partBytes?: number;
  readonly schema?: SchemaConfig;
  readonly rowTtl?: RowTtlConfig;
  /** Only of the mode `upsert`. */
  readonly upsert?: UpsertConfig;
}

/** A part takes a function of 512 MiB some ten seconds, and a message, a claim and a few writes beside its rows. */
export const DEFAULT_PART_BYTES = 32 * 1024 * 1024;

/** The largest object that S3 takes in one POST. */
export const MAX_POST_BYTES = 5 * 1024 ** 3;

/** Where rejected records are kept. */
export interface QuarantineConfig {
  readonly bucket: string;
  /** Of every key. */
  readonly prefix: string;
}

/** The largest object that S3 holds, and the most parts that it takes one in. */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 4;
export const MAX_PARTS = 10_000;

/** Checksums of uploads that S3 checks. */
export type ChecksumAlgorithm = 'SHA256' | 'CRC32';

/** What `POST /uploads` and `POST /multipart-uploads` allow. */
export interface UploadsConfig {
  readonly maxBytes: number;
  readonly expiresSeconds: number;
  /**
   * The checksum that every upload must come with.
   *
   * @default - none: it may come with one
   */
  readonly checksum?: ChecksumAlgorithm;
}

/**
 * What the library itself puts into the queue, beside what S3 sends: JSON text with these members. The version grows when an older
 * handler could misread a newer message.
 */
export const MESSAGE_SOURCE = 'serverless-ingest-api';
export const MESSAGE_VERSION = 1;

/** Says that a key may have changed, as an event of S3 does. */
export interface HintMessage {
  readonly source: typeof MESSAGE_SOURCE;
  readonly version: typeof MESSAGE_VERSION;
  readonly kind: 'hint';
  readonly bucket: string;
  readonly key: string;
  /** Who says so, for the log. */
  readonly reason: 'replay' | 'reconcile' | 'backfill' | 'deferred';
  /** Reads the object again even where what is published was read from this very content: a new generation, as ever. */
  readonly force?: boolean;
  /** How often it was put back already because an attempt was under way. */
  readonly deferrals?: number;
}

/** Asks for a part of a generation that is under way: a range of a large object, or the rest of one that took too long. */
export interface PartMessage {
  readonly source: typeof MESSAGE_SOURCE;
  readonly version: typeof MESSAGE_VERSION;
  readonly kind: 'part';
  readonly bucket: string;
  readonly key: string;
  /** The claim that the part belongs to: it drops itself when a newer one exists. */
  readonly rev: number;
  /** From 0. */
  readonly part: number;
}

/** A message of the library's own. */
export type OwnMessage = HintMessage | PartMessage;

/** Name of the message attribute that tells why a message is in the dead-letter queue, where the handler put it there. */
export const DEAD_LETTER_REASON = 'reason';

/** What a route asks of its caller. */
export const Right = {
  /** Whoever the gateway has let in. */
  CALLER: 'caller',
  /** Sees objects and rows. */
  READER: 'reader',
  /** Puts new objects. */
  UPLOADER: 'uploader',
  /** Deletes, replays, reconciles; and all of the others. */
  OPERATOR: 'operator',
} as const;
export type Right = typeof Right[keyof typeof Right];

/** How the gateway has made sure who calls, and where the caller's rights are found then. */
export type Authorization =
  /** A policy was evaluated for the method and path. `operators` are ARNs of roles and users: only they operate, where the list is there. */
  | { readonly kind: 'iam'; readonly operators?: string[] }
  /** A token of a user pool. Empty scopes and groups give no right, but empty `scopes` let every token read and upload. */
  | { readonly kind: 'cognito'; readonly scopes: string[]; readonly uploadScopes: string[]; readonly operatorScopes: string[]; readonly operatorGroups: string[] }
  /** The context of a Lambda authorizer; `rightsKey` is its member that lists rights. */
  | { readonly kind: 'authorizer'; readonly rightsKey: string }
  | { readonly kind: 'apiKey' }
  | { readonly kind: 'none' };

/** Where the tenant of a caller is found. */
export type TenantSource =
  /** A claim of the token, or a member of the authorizer's context. */
  | { readonly from: 'claim' | 'context'; readonly name: string }
  /** The name of the role's session. */
  | { readonly from: 'session' }
  /** Tenants by ARN of a role or user, or by id of an API key. */
  | { readonly from: 'principal' | 'apiKey'; readonly tenants: Record<string, string> };

/** Who may do what. */
export interface AccessConfig {
  readonly authorization: Authorization;
  /** Every request needs an API key, whatever else it needs. */
  readonly apiKeyRequired?: boolean;
  /** Ids of API keys: only their holders operate, where the list is there. */
  readonly operatorKeys?: string[];
  /** Without it there are no tenants, and every caller sees every object. */
  readonly tenant?: TenantSource;
}

/** Which pages of other origins may read answers. */
export interface CorsConfig {
  readonly origins: string[];
  readonly exposedHeaders: string[];
  readonly credentials: boolean;
}

/** What a tenant may be called: it becomes one segment of object keys. */
export const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** What the keys of a tenant's objects start with. */
export function tenantPrefix({ prefix }: SourceConfig, tenant: string): string {
  return `${prefix}${tenant}/`;
}

/** What an operator can have done to many objects at once. */
export const JobKind = {
  /** Ingests objects of the ledger again. */
  REPLAY: 'replay',
  /** Hints each key whose content differs from the ledger, both ways. */
  RECONCILE: 'reconcile',
  /** Hints each object that the ledger does not know as it is, behind live files. */
  BACKFILL: 'backfill',
  /** Removes rows of generations that nobody sees. */
  SWEEP: 'sweep',
  /** Moves the ingest's messages from the dead-letter queue back to its queue. */
  REDRIVE: 'redrive',
} as const;
export type JobKind = typeof JobKind[keyof typeof JobKind];

/** What is asked of a job. */
export interface JobRequest {
  readonly kind: JobKind;
  /** Replay only: one object by its id. */
  readonly id?: string;
  /** Only keys that start with it. */
  readonly prefix?: string;
  /** Replay only: only objects of this status. */
  readonly status?: Status;
  /** ISO 8601. Only objects that were ingested (replay) or last modified (reconcile, backfill) then or later. */
  readonly since?: string;
  /** ISO 8601. The same, before then. */
  readonly until?: string;
  /** Objects, or messages, that are acted on at most. */
  readonly max?: number;
  /** Counts and lists what would be done, and does nothing. */
  readonly dryRun?: boolean;
}

/** Something that a job acts on, or would. */
export interface JobFinding {
  readonly key: string;
  readonly reason: string;
  /** Redrive only: seconds since the message was first sent. */
  readonly ageSeconds?: number;
}

/** A job as it stands: also the audit entry of who had what done, when, and what came of it. */
export interface Job extends JobRequest {
  readonly jobId: string;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  /** ARN, subject or key id of who asked; `schedule` for nobody. */
  readonly requestedBy: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  readonly max: number;
  readonly dryRun: boolean;
  /** Objects, keys or messages that were looked at. */
  readonly listed: number;
  /** Those of them that the job is about. */
  readonly matched: number;
  /** Those of them that were acted on. */
  readonly sent: number;
  /** True where `max` was reached and there is more. */
  readonly truncated: boolean;
  /** The first {@link MAX_FINDINGS} of what matched. */
  readonly findings: JobFinding[];
  readonly error?: string;
}

/** What the maintenance function is invoked with. */
export type MaintenanceEvent =
  /** Answered with a {@link MaintenanceAnswer}; the job runs in another invocation. */
  | { readonly start: JobRequest; readonly requestedBy: string }
  /** Goes on with a job. */
  | { readonly run: string }
  /** Runs a job of this kind in this very invocation. */
  | { readonly schedule: JobKind };

/** What it answers to who starts a job. */
export type MaintenanceAnswer =
  | { readonly job: Job }
  | { readonly refused: { readonly status: 400 | 404 | 409; readonly detail: string } };

/** Findings that are kept in the entry of a job. */
export const MAX_FINDINGS = 100;

/** Objects that one job acts on: at most, and where the caller says nothing. */
export const MAX_JOB_OBJECTS = 1_000_000;
export const DEFAULT_JOB_OBJECTS = 100_000;

/** The statuses of an object in the ledger. */
export const Status = {
  /** Claimed, not finished. */
  PROCESSING: 'PROCESSING',
  COMMITTED: 'COMMITTED',
  /** No record in it: zero bytes, a header alone, a folder marker. */
  EMPTY: 'EMPTY',
  /** Could not be read as a whole, or too many of its records could not. Shows no row. */
  QUARANTINED: 'QUARANTINED',
  /** Cannot be read within one invocation. */
  TOO_LARGE: 'TOO_LARGE',
  /** In a storage class that must be restored first. */
  ARCHIVED: 'ARCHIVED',
  /** Every attempt failed; the message is in the dead-letter queue. */
  FAILED: 'FAILED',
  DELETED: 'DELETED',
} as const;
export type Status = typeof Status[keyof typeof Status];

/** Statuses that an object keeps until the bucket changes again. */
export const FINAL_STATUSES: readonly Status[] = [
  Status.COMMITTED, Status.EMPTY, Status.QUARANTINED, Status.TOO_LARGE, Status.ARCHIVED, Status.FAILED, Status.DELETED,
];

/**
 * The table. Five kinds of item share it:
 *
 * - ledger item, one per object key: `pk` = object id, `sk` = `ledger`;
 * - job item, one per job: `pk` = `jobs#<bucket>`, `sk` = `job#<id>`, and one `lock#<kind>` per kind of job;
 * - row item: `pk` = `<id>#<rev>#<part>#<block>`, `sk` = row number within the part, ten digits from 1;
 * - part item, only of a generation that takes more than one invocation: `pk` = `<id>#<rev>#parts`, `sk` = part, ten digits from 0;
 * - record item of the mode `upsert`: `pk` = `<bucket>#r#<tenant>#<partition key>`, `sk` = sort key, `data` or `deleted`, and the `version`
 *   that decides which of two records of a key stays.
 *
 * A block is {@link ROWS_PER_BLOCK} rows, so a page of rows is a handful of known partitions and a running
 * ingest spreads its writes over several of them.
 *
 * Both indexes are sparse (only ledger items have their keys) and project keys only: an index entry changes when the
 * object appears or its status changes, never when a count does, and readers fetch the item itself.
 */
export const Table = {
  PARTITION_KEY: 'pk',
  SORT_KEY: 'sk',
  LEDGER_SORT_KEY: 'ledger',
  /** Lists objects by key. Partition `<bucket>#<shard>`, sort: the object key. */
  BY_KEY_INDEX: 'byKey',
  BY_KEY_PARTITION: 'byKeyPk',
  /** Lists objects of one status by key. Partition `<bucket>#<status>#<shard>`, sort: the object key. */
  BY_STATUS_INDEX: 'byStatus',
  BY_STATUS_PARTITION: 'byStatusPk',
  /** Sort key of both indexes. */
  OBJECT_KEY: 'objectKey',
  ROW_DATA: 'data',
  /** Of a part: how far it has come. */
  PART_STATE: 'partState',
  /** Of a part: workers that have taken it so far. */
  PART_SEQUENCE: 'partSequence',
  /** Of a part: until when the last one has it, ISO 8601. */
  PART_LEASE: 'leaseUntil',
  /** Of a part: there when it is done. */
  PART_DONE: 'partDone',
  /** Of a record item: its place in the total order of all records of its key. */
  VERSION: 'version',
  /** Of a record item: true where the newest record of the key says that it is gone. */
  DELETED: 'deleted',
  /** Of a row or a record: seconds since 1970 from which on it is no longer shown, and deleted some time later. */
  EXPIRES: 'expiresAt',
} as const;

/**
 * What the API remembers between two requests (uploads in parts, answers by `Idempotency-Key`), for hours or days: items of the same table with
 * `pk` = `api#<kind>#<id>`.
 */
export const ApiItem = {
  PREFIX: 'api#',
  SORT_KEY: 'api',
  /** Who may change it. */
  OWNER: 'owner',
  /** JSON text. */
  TEXT: 'text',
  /** Epoch seconds: the attribute of the table's time to live. */
  EXPIRES: 'expiresAt',
} as const;

/** Rows that share a partition key. */
export const ROWS_PER_BLOCK = 100;

/** Rows of one BatchWriteItem: DynamoDB takes no more. */
export const ROWS_PER_BATCH = 25;

/** Batches of one part that are on their way at once, at most. */
export const MAX_BATCHES_IN_FLIGHT = 32;

/** Partitions of each index, so that one of them is not the ceiling of the whole pipeline. */
export const INDEX_SHARDS = 4;

/** First and last ten-digit sort key of a block's rows compare as strings. */
export const ROW_DIGITS = 10;

/** Rejected records whose errors are kept in the ledger entry. */
export const MAX_KEPT_REJECTS = 10;

/**
 * The largest row, in bytes of its JSON text. DynamoDB takes 400 KB for an item, names and values together; the keys and the
 * names of a row item need less than 128 bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_ROW_BYTES = 400 * 1024 - 128;

/** What a file may come to where the stack says nothing else. */
export const DEFAULT_LIMITS: Required<LimitsConfig> = {
  bytes: 100 * 1024 ** 3,
  ratio: 200,
  rows: 100_000_000,
  rowBytes: MAX_ROW_BYTES,
  columns: 1_000,
  depth: 100,
};

/** Where something is wrong in a file. Offsets count the bytes after decompression, as UTF-8. */
export interface RecordError {
  /** 1-based physical line. */
  readonly line: number;
  /** 1-based, in bytes from the start of the line. */
  readonly column: number;
  /** 0-based, from the start of the file. */
  readonly byteOffset: number;
  readonly message: string;
}

/** An object of rejected records: NDJSON, a line for each, in the order of the file. */
export interface QuarantineObject {
  /** Its key is the place's prefix and this name. */
  readonly name: string;
  /** Lines that count, from the first. There may be more behind them, which another object of the same generation has too. */
  readonly records: number;
  readonly bytes: number;
  /**
   * Lines of the file before the first that its `line` counts.
   *
   * @default 0
   */
  readonly linesBefore?: number;
}

/** The rejected records of a generation. Objects that are not named here do not count: a killed attempt left them. */
export interface QuarantinedRecords extends QuarantineConfig {
  readonly objects: readonly QuarantineObject[];
}

/** What the bucket said about an object when it was read. */
export interface ObjectMetadata {
  readonly size: number;
  /** Without the quotes. */
  readonly etag: string;
  /** Null where the bucket is not versioned. */
  readonly versionId: string | null;
  readonly contentType: string | null;
  readonly checksum: { readonly algorithm: string; readonly value: string } | null;
  readonly userMetadata: Record<string, string>;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** A state of an object that readers see: set once per generation, by the holder of the newest claim. */
export interface Published extends Partial<ObjectMetadata> {
  readonly rev: number;
  /** Which content this generation was read from. Empty when the object was gone. */
  readonly identity: string;
  readonly status: Status;
  readonly rowsParsed: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  /** True where rows may be gone before the object is. */
  readonly rowsExpire?: true;
  /** Mode `upsert` only: records that lost to newer ones of their keys. They are not in `rowsWritten`. */
  readonly rowsSuperseded?: number;
  /**
   * Mode `upsert` only, ISO 8601: when this generation's records took effect. It never goes back for an object key, whatever version is
   * current, so that of two generations the newer one wins.
   */
  readonly effectiveAt?: string;
  readonly firstError: RecordError | null;
  /** The first {@link MAX_KEPT_REJECTS} rejected records. */
  readonly rejected: RecordError[];
  /**
   * Where the rejected records are kept.
   *
   * @default - none was rejected, or they are not kept
   */
  readonly quarantine?: QuarantinedRecords;
  readonly committedAt: string;
  readonly attempts: number;
  readonly lagMs: number | null;
  /**
   * Rows of each part, in file order, where the generation was written in several: row `n` of the object is found by adding up.
   *
   * @default - all rows are in part 0
   */
  readonly parts?: number[];
  /**
   * Whether the event bus was told.
   *
   * @default - it was not, or there is none
   */
  readonly announced?: boolean;
}

/** Source and detail type of the events on the bus. */
export const EVENT_SOURCE = 'serverless-ingest-api';
export const EVENT_DETAIL_TYPE = 'Object Ingested';

/** Detail of an event that tells of a final status: sent at least once, when readers see it and not before. Its JSON schema is in `schemas/`. */
export interface ObjectIngested {
  /** Grows when a reader of an older one could misread a newer. */
  readonly version: '1';
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: Exclude<Status, typeof Status.PROCESSING>;
  /** Generation. Events may come twice or out of order: a larger one is newer. */
  readonly rev: number;
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly size: number | null;
  readonly rowsParsed: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly firstError: RecordError | null;
  /** Where rejected records are kept; the object's entry names the objects below the prefix that count. */
  readonly quarantine: QuarantineConfig | null;
  /** Of FAILED: why. */
  readonly error: string | null;
  /** ISO 8601. */
  readonly time: string;
}

/** An attempt newer than what is published: unfinished, or failed. */
export interface Latest extends Partial<ObjectMetadata> {
  readonly rev: number;
  readonly identity: string;
  readonly status: typeof Status.PROCESSING | typeof Status.FAILED;
  readonly startedAt: string;
  readonly attempts: number;
  readonly error: string | null;
  /** As in {@link Published}. */
  readonly effectiveAt?: string;
  /** ISO 8601. Until then a further event of the same content waits instead of starting over. */
  readonly leaseUntil?: string;
  /** Records of this content do not begin where lines do: it is read from its start to its end, not in parts. */
  readonly sequential?: boolean;
}

/**
 * What the sweep knows of an object: revs count without gaps, so what nobody sees any more is found by counting. The mark is a moment;
 * what was superseded by then has neither a writer nor a reader once the grace time has passed.
 */
export interface SweepState {
  /** The newest claim at the mark. */
  readonly mark: number;
  /** ISO 8601. */
  readonly at: string;
  /** The generation that was published at the mark; 0 for none. */
  readonly published: number;
  /** No generation up to this one has rows, but the kept one. */
  readonly done: number;
  /** A generation up to `done` that was published when the others were removed. */
  readonly kept?: number;
}

/** The ledger's item of one object key. */
export interface LedgerItem {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Claims so far; the newest claim is the fencing token. */
  readonly rev: number;
  readonly published?: Published;
  readonly latest?: Latest;
  readonly sweep?: SweepState;
}

/** Names of the business metrics, in the namespace `ServerlessIngestApi` unless the stack says otherwise. */
export const Metric = {
  OBJECTS: 'Objects',
  ROWS: 'Rows',
  REJECTED_ROWS: 'RejectedRows',
  LAG: 'Lag',
  THROTTLES: 'TableThrottles',
  REFUSED_EVENTS: 'RefusedEvents',
  /** Keys that a reconcile found to differ from the ledger: changes whose events were lost. */
  RECONCILE_MISSING: 'ReconcileMissing',
  SWEPT_GENERATIONS: 'SweptGenerations',
} as const;

/** Service that the ingest reports its metrics under. */
export const INGEST_SERVICE = 'ingest';

/** Dimensions of the business metrics: both are always there, so that two pipelines of one account stay apart. */
export const MetricDimension = {
  SERVICE: 'service',
  /** Name of the function that reports. */
  FUNCTION: 'function_name',
} as const;
