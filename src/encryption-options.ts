import { IKey } from 'aws-cdk-lib/aws-kms';

/** Customer-managed keys, one per part, or one key for all of them. */
export interface EncryptionOptions {
  /**
   * Key of the bucket that is created.
   *
   * @default - S3's own encryption
   */
  readonly bucketKey?: IKey;

  /**
   * Key of the queues that are created.
   *
   * @default - SQS's own encryption
   */
  readonly queueKey?: IKey;

  /**
   * Key of the table that is created.
   *
   * @default - the AWS-managed key of DynamoDB
   */
  readonly tableKey?: IKey;
}
