import type { SweepPorts } from './sweep';
import type { DistributedRun, HintMessage, Job, JobFinding, JobKind, LedgerItem, SourceConfig, Status } from '../../../src/contract';
import type { Clock } from '../ports';

/** An object as a listing of the bucket shows it. */
export interface ListedObject {
  readonly key: string;
  /** Without the quotes. */
  readonly etag: string;
  readonly size: number;
  /** ISO 8601. */
  readonly lastModified: string;
  readonly storageClass: string;
  /** True where the storage class is an archive and a copy can be read for a while. */
  readonly restored: boolean;
}

/** Lists the bucket. */
export interface BucketLister {
  /** The objects whose key starts with `prefix`, in key order, from after `after`. */
  list(prefix: string, after: string | undefined): AsyncIterable<ListedObject>;
}

/** Where an object's ledger item is. */
export interface LedgerKey {
  readonly id: string;
  readonly key: string;
}

/** Goes through the whole ledger of the bucket. */
export interface LedgerScan {
  /** The entries whose key starts with `prefix`, in key order, from after `after`. The index that tells them follows within moments. */
  keys(query: { readonly prefix: string; readonly status?: Status; readonly after?: string }): AsyncIterable<LedgerKey>;
  /** The items themselves, those that there are, by id. */
  items(ids: readonly string[]): Promise<Map<string, LedgerItem>>;
}

/** Puts hints into a queue. */
export interface HintSender {
  /** @param deferred behind live files, where there is a queue for that */
  send(keys: readonly string[], hint: Pick<HintMessage, 'reason' | 'force'>, deferred: boolean): Promise<void>;
}

/** A message of the dead-letter queue while nobody else sees it. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receipt: string;
  readonly body: string;
  /** Why the handler put it there; undefined where SQS did. */
  readonly reason?: string;
  /** True where SQS moved it there from a queue of the ingest. */
  readonly fromQueue: boolean;
  /** ISO 8601. */
  readonly sentAt: string;
}

/** The dead-letter queue, and the way back. */
export interface DeadLetterQueue {
  /** Up to ten messages; none where all have been received. */
  receive(): Promise<DeadLetter[]>;
  /** Sends messages to the ingest queue, and deletes them here after that. */
  redrive(letters: readonly DeadLetter[]): Promise<void>;
  /** Lets others see them again. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

/** A job that is held, and the token that fences its other holders off. */
export interface HeldJob {
  readonly job: Job;
  readonly fence: number;
  /** How far it is: the work's own. */
  readonly cursor?: string;
}

/** The jobs, their locks and their entries. */
export interface JobStore {
  /** Locks the kind of the job and enters it. The id of the job that holds the lock, where one does. */
  begin(job: Job): Promise<{ readonly holder?: string }>;
  /** Enters a job that needs no lock. */
  enter(job: Job): Promise<void>;
  /** Takes a running job over from whoever had it before; undefined where it does not run. */
  take(jobId: string): Promise<HeldJob | undefined>;
  /** Enters how far it is, and gives the lock back where it has ended; false where another has taken it over. */
  save(held: HeldJob): Promise<boolean>;
  get(jobId: string): Promise<Job | undefined>;
  /** Newest first. */
  list(limit: number, before: string | undefined): Promise<{ readonly jobs: Job[]; readonly next?: string }>;
}

/** What a batch of a distributed backfill found. */
export interface BatchFindings {
  /** Objects of the batch. */
  readonly listed: number;
  readonly findings: readonly JobFinding[];
}

/** The entry of a job that many work on at once. */
export interface SharedJobStore {
  /**
   * Adds what a batch found, once however often the batch comes, and as far as `max` of the job allows.
   *
   * @param batch names the batch by what is in it
   * @returns how many of the findings are to be acted on; undefined where the job does not run any more
   */
  add(jobId: string, batch: string, found: BatchFindings): Promise<number | undefined>;
}

/** Has Step Functions go through the bucket. */
export interface DistributedRuns {
  /** What keys of manifests start with; undefined where the bucket is listed. */
  readonly manifestPrefix?: string;
  /** Starts a run, once for each job. */
  start(run: Pick<DistributedRun, 'jobId' | 'prefix' | 'manifest'>): Promise<void>;
}

/** Takes what is worth knowing of a job. */
export interface JobObserver {
  log(level: 'info' | 'warn' | 'error', message: string, details: Record<string, unknown>): void;
  count(metric: string, value: number): void;
}

/** All that jobs work with. */
export interface JobPorts {
  readonly bucketName: string;
  readonly source: SourceConfig;
  readonly bucket: BucketLister;
  readonly ledger: LedgerScan;
  readonly hints: HintSender;
  readonly sweep: SweepPorts;
  /** Undefined where the caller's queue came without one. */
  readonly deadLetters?: DeadLetterQueue;
  readonly jobs: JobStore;
  readonly sharedJobs: SharedJobStore;
  /** Undefined where the stack has no state machine for it. */
  readonly distributed?: DistributedRuns;
  readonly observer: JobObserver;
  readonly clock: Clock;
  /** Runs a job in an invocation of its own. */
  continue(jobId: string): Promise<void>;
  /** An id that was never given before and sorts behind all before it. */
  newJobId(kind: JobKind): string;
}
