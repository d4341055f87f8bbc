import { Duration } from 'aws-cdk-lib';

/** What the caller may say about the jobs that look after the pipeline: sweep, reconcile, replay, backfill, redrive. */
export interface MaintenanceOptions {
  /**
   * The function that runs jobs, on schedule and for operators through the API and the command.
   *
   * @default - true where rows are read, where `sweepEvery`, `reconcileEvery` or `source.backfill` is given
   */
  readonly maintenance?: boolean;

  /**
   * How often rows of replaced versions, which nobody sees, are removed; at least a minute. Duration.seconds(0) for never.
   *
   * @default Duration.days(1)
   */
  readonly sweepEvery?: Duration;

  /**
   * How often the bucket is listed and laid beside the ledger, so that a change whose event was lost is ingested all the same; at least a minute.
   * Duration.seconds(0) for never.
   *
   * @default - Duration.days(1) for a bucket that is created here; never for a bucket of the caller's, whose older objects would be ingested unasked
   */
  readonly reconcileEvery?: Duration;
}
