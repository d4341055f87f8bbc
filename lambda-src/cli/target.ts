import type { Job, JobRequest } from '../../src/contract';

/** The command line makes no sense. */
export class UsageError extends Error {}

/** What cannot be done, in a sentence for the person who asked. */
export class CommandError extends Error {}

/** Messages that wait. */
export interface Waiting {
  readonly queue: string;
  readonly messages: number;
}

/** A pipeline, as the command reaches it. */
export interface Target {
  /** Starts a job. Throws {@link CommandError} where it is refused. */
  start(request: JobRequest): Promise<Job>;
  get(jobId: string): Promise<Job>;
  /** The newest first. */
  list(limit: number): Promise<Job[]>;
  /** None where only the API is known. */
  waiting(): Promise<Waiting[]>;
}
