import { IKey } from 'aws-cdk-lib/aws-kms';

/** Customer-managed keys, one per part, or one key for all of them. A key costs 1 USD a month, and its use by the request. */
export interface EncryptionOptions {
  /**
   * Key of every part that is not given one of its own.
   *
   * @default - as each part says
   */
  readonly key?: IKey;

  /**
   * Key of the buckets that are created: where files land, and where rejected records are kept.
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

  /**
   * Key of the functions' environments.
   *
   * @default - the key that Lambda manages
   */
  readonly environmentKey?: IKey;

  /**
   * Key of the log groups.
   *
   * @default - CloudWatch's own encryption
   */
  readonly logKey?: IKey;
}
