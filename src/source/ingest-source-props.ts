import { Duration } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { SourceOptions } from './source-options';
import { ApiCors } from '../api/cors-options';

/** Props of {@link IngestSource}. */
export interface IngestSourceProps extends SourceOptions {
  /**
   * How long a delivered message stays invisible: at least six times the timeout of the function that reads the queue.
   *
   * @default Duration.minutes(12)
   */
  readonly visibilityTimeout?: Duration;

  /**
   * What `{stage}` in names stands for.
   *
   * @default 'production'
   */
  readonly stage?: string;

  /**
   * Deletes the objects with the bucket. Needs the removal policy DESTROY.
   *
   * @default false
   */
  readonly emptyOnDelete?: boolean;

  /**
   * Pages of other origins that upload straight into the bucket.
   *
   * @default - none
   */
  readonly uploadCors?: ApiCors;

  /**
   * Customer-managed key of the buckets that are created.
   *
   * @default - S3's own encryption
   */
  readonly bucketKey?: IKey;

  /**
   * Customer-managed key of the queues that are created.
   *
   * @default - SQS's own encryption
   */
  readonly queueKey?: IKey;
}
