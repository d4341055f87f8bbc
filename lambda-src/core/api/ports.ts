import type { Page } from '../../../src/api/docs/page';
import type {
  AccessConfig, ChecksumAlgorithm, CorsConfig, DocsReaders, Job, JobRequest, MaintenanceAnswer, SourceConfig, UploadsConfig, UpsertConfig,
} from '../../../src/contract';
import type { Clock, LedgerReader, RecordReader, RowReader } from '../ports';

/** What S3 compares with what it gets, in base64. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** A part that the bucket has. */
export interface UploadedPart {
  readonly partNumber: number;
  readonly size: number;
  /** Without the quotes. */
  readonly etag: string;
  readonly checksum?: Checksum;
}

/** With what a client sends one part straight to the bucket. */
export interface SignedPart {
  readonly url: string;
  /** Headers to send beside those that a client sends by itself. */
  readonly headers: Record<string, string>;
}

/** Uploads in parts. Undefined is the answer where there is no such upload, or no longer. */
export interface MultipartUploads {
  /** Opens one and returns S3's id of it. */
  create(upload: { key: string; contentType: string; algorithm?: ChecksumAlgorithm }): Promise<string>;
  listParts(upload: { key: string; uploadId: string }): Promise<UploadedPart[] | undefined>;
  complete(upload: { key: string; uploadId: string; parts: readonly UploadedPart[] }): Promise<{ etag: string } | undefined>;
  abort(upload: { key: string; uploadId: string }): Promise<void>;
  signPart(part: { key: string; uploadId: string; partNumber: number; bytes: number; expiresAt: Date; checksum?: Checksum }): SignedPart;
}

/** Kinds of what the API remembers. */
export type StoredKind = 'upload' | 'idempotency';

/** What the API remembers between two requests. What has expired is not there. */
export interface ApiStore {
  read(kind: StoredKind, id: string): Promise<string | undefined>;
  /** Stores what is not there yet. False where another owner has it. */
  claim(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean>;
  /** Stores or replaces what is the owner's. False where it is another's. */
  write(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean>;
  /** Forgets what is the owner's. */
  remove(kind: StoredKind, id: string, owner: string): Promise<void>;
}

/** An HTML form, or its like, with which a client uploads one object straight to the bucket. */
export interface UploadForm {
  readonly url: string;
  /** Form fields to send before the file. */
  readonly fields: Record<string, string>;
}

/** Signs upload forms. */
export interface UploadForms {
  /** A form for exactly this key and content type, for 1 to `maxBytes` bytes, until `expiresAt`. */
  sign(upload: { key: string; contentType: string; maxBytes: number; expiresAt: Date; checksum?: Checksum }): UploadForm;
}

/** Deletes objects of the bucket. */
export interface ObjectRemover {
  /** Succeeds where there is no such object. */
  remove(key: string): Promise<void>;
}

/** The jobs that operators have done. */
export interface Jobs {
  /** Has a job started: what the maintenance function answers. */
  start(request: JobRequest, requestedBy: string): Promise<MaintenanceAnswer>;
  get(jobId: string): Promise<Job | undefined>;
  /** Newest first. */
  list(limit: number, before: string | undefined): Promise<{ readonly jobs: Job[]; readonly next?: string }>;
}

/** Takes one structured record per event worth knowing. Never given a row, a key's content or a credential. */
export interface Log {
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}

/** All that the API works with. */
export interface ApiPorts {
  readonly ledger: LedgerReader;
  readonly rows: RowReader;
  readonly records: RecordReader;
  readonly forms: UploadForms;
  readonly multipart: MultipartUploads;
  readonly store: ApiStore;
  readonly objects: ObjectRemover;
  /** Undefined where the stack runs no jobs. */
  readonly jobs?: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  /** The text of the OpenAPI document. Rarely asked for, so whatever makes it is loaded then. */
  openApi(config: ApiConfig & { readonly server: string }): Promise<string>;
  /** The page of documentation, loaded as late. */
  docs(config: ApiConfig & { readonly docs: DocsReaders; readonly server: string }): Promise<Page>;
  /** A name that was never given before, for the key of an upload. */
  uniqueName(): string;
}

/** What the stack says. */
export interface ApiConfig {
  /** Objects of other buckets are not shown, even where they share the table. */
  readonly bucket: string;
  readonly source: SourceConfig;
  readonly uploads: UploadsConfig;
  /**
   * Base URL of the API as clients see it.
   *
   * @default - the path that the gateway was asked for
   */
  readonly publicUrl?: string;
  readonly access: AccessConfig;
  /** Whether the stack runs jobs. */
  readonly jobs?: boolean;
  /** Undefined where there is no page of documentation. */
  readonly docs?: DocsReaders;
  /** Undefined where no page of another origin may read answers. */
  readonly cors?: CorsConfig;
  /** Only where rows are found by their own key. */
  readonly upsert?: UpsertConfig;
}

/** An error whose cause may go away by itself, as the adapters throw it. */
export interface TransientError {
  readonly retryable: boolean;
  readonly throttled: boolean;
}
