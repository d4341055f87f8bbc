/** Asks a worker to run schedules with consecutive seeds. */
export interface Job {
  /** Name of a fault mix, or of a planted bug. */
  readonly name: string;
  readonly seed: number;
  readonly schedules: number;
  /** Whether the first schedule that ends wrong is enough. */
  readonly untilWrong: boolean;
}

/** What became of a job. */
export interface JobResult {
  readonly wrong: number;
  /** The first schedule that ended wrong: its seed, and how. */
  readonly first: string | null;
}
