import { IBucket } from 'aws-cdk-lib/aws-s3';

/** Where the objects of the landing bucket are copied to. Charged by requests, storage and transfer. */
export interface BucketReplication {
  /** A versioned bucket of the same or another region. Its encryption key is used, where it has one. */
  readonly destination: IBucket;

  /**
   * Only keys that start with it.
   *
   * @default - every key
   */
  readonly prefix?: string;

  /**
   * Copies delete markers as well, so that what is deleted here shows as deleted there.
   *
   * @default false
   */
  readonly replicateDeletes?: boolean;

  /**
   * Copies within 15 minutes by contract, with metrics of what is late. Charged by volume.
   *
   * @default false
   */
  readonly timeControl?: boolean;
}
