import type { Status } from './ledger';

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
  /** Backfill only: Step Functions goes through the bucket, many batches at once. */
  readonly distributed?: boolean;
  /** Distributed backfill over an inventory only: key of the `manifest.json` of the report that tells what there is. */
  readonly manifest?: string;
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
  | { readonly schedule: JobKind }
  /** A batch of a distributed backfill: objects as an inventory or a listing shows them. */
  | { readonly batch: { readonly jobId: string; readonly items: readonly unknown[] } }
  /** No batch of a distributed backfill is left; `error` where it was given up. */
  | { readonly end: { readonly jobId: string; readonly error?: unknown } };

/** What the state machine of a distributed backfill is started with. */
export interface DistributedRun {
  readonly jobId: string;
  /** What keys start with; empty for any key. */
  readonly prefix: string;
  /** Empty where the bucket is listed. */
  readonly manifest: string;
  /** Who is invoked with each batch. The state machine cannot name it by itself: the function names the state machine. */
  readonly function: string;
}

/** Name of the error of a batch that is no inventory: no retry helps it. */
export const UNREADABLE_INVENTORY = 'UnreadableInventory';

/** Where a distributed backfill runs, and what it goes through. */
export interface DistributedConfig {
  /** ARN of the state machine. */
  readonly stateMachine: string;
  /**
   * What keys of manifests start with.
   *
   * @default - no inventory is read, the bucket is listed
   */
  readonly manifestPrefix?: string;
}

/** What it answers to who starts a job. */
export type MaintenanceAnswer =
  | { readonly job: Job }
  | { readonly refused: { readonly status: 400 | 404 | 409; readonly detail: string } };

/** Findings that are kept in the entry of a job. */
export const MAX_FINDINGS = 100;

/**
 * Objects that one job acts on: at most, and where the caller says nothing. A distributed backfill looks at no more either: what its batches answer must
 * together stay below the 256 KiB of a state.
 */
export const MAX_JOB_OBJECTS = 50_000_000;
export const DEFAULT_JOB_OBJECTS = 100_000;

/** Objects of one batch of a distributed backfill, at most. */
export const MAX_BATCH_OBJECTS = 500;
