import { DistributedBackfillOptions } from './distributed-backfill-options';

/** What the caller may say about ingesting what was in the bucket before, or again. */
export interface BackfillOptions {
  /**
   * How many objects of the second queue are ingested at once, 2 to 1,000: what live files never have to wait for.
   *
   * @default 2
   */
  readonly maxConcurrency?: number;

  /**
   * A state machine of Step Functions that goes through a bucket which one lister would take too long for: about 10 million objects and more. It is
   * started as a job, `backfill` with `distributed`.
   *
   * @default - there is none, and one function lists the bucket
   */
  readonly distributed?: DistributedBackfillOptions;
}
