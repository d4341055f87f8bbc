import type { JobPorts } from './ports';
import type { Job, JobFinding, SourceConfig } from '../../../src/contract';

/** A piece of a job: what was looked at, what of it matches, and how to act on that. */
export interface Step {
  readonly listed: number;
  readonly findings: readonly JobFinding[];
  /** Where the job goes on after this piece. */
  readonly cursor: string;
  /**
   * Acts on the first `count` findings. False where the time was up before: then the piece is to be done again.
   */
  act(count: number): Promise<boolean>;
}

/** Goes through what a job is about, from a cursor on, and looks without touching anything. */
export type Work = (job: Job, ports: JobPorts, cursor: string | undefined, timeIsUp: () => boolean) => AsyncGenerator<Step>;

/** Objects of one piece. */
export const STEP_OBJECTS = 500;

/** The prefix that both the stack and the job allow; undefined where no key can have both. */
export function commonPrefix({ prefix: watched }: SourceConfig, wanted = ''): string | undefined {
  if (wanted.startsWith(watched)) return wanted;
  return watched.startsWith(wanted) ? watched : undefined;
}

/** Whether a time is within what a job asks for. */
export function isWithin({ since, until }: Job, time: string): boolean {
  return (since === undefined || time >= since) && (until === undefined || time < until);
}
