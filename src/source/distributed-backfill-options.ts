import { IBucket } from 'aws-cdk-lib/aws-s3';

/** What the caller may say about a backfill by Step Functions' Distributed Map. */
export interface DistributedBackfillOptions {
  /**
   * Where S3 Inventory puts its reports of the bucket: CSV, with the fields size, last modified date and ETag. In the region of the stack.
   *
   * @default - no inventory is read: Step Functions lists the bucket
   */
  readonly inventoryBucket?: IBucket;

  /**
   * What the keys of the reports start with.
   *
   * @default - any key of the inventory bucket
   */
  readonly inventoryPrefix?: string;

  /**
   * Batches that are looked at side by side, 1 to 100. Each is an invocation of the maintenance function, of some seconds.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * Objects of one batch, 1 to 500.
   *
   * @default 500
   */
  readonly batchSize?: number;

  /**
   * Share of the objects, in percent, whose batches may fail, each after three retries, before the run is given up. What a failed batch held comes with the next
   * run.
   *
   * @default 0
   */
  readonly toleratedFailurePercentage?: number;
}
