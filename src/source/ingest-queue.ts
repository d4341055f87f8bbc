import { Duration } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Props of {@link ingestQueue}. */
export interface IngestQueueProps {
  readonly visibilityTimeout: Duration;
  readonly retentionPeriod: Duration;
  readonly maxReceives: number;
  readonly encryptionKey?: IKey;
}

/**
 * Creates the queue and its dead-letter queue. SQS's own encryption by default: S3 cannot notify a queue under the
 * AWS-managed key `alias/aws/sqs`.
 */
export function ingestQueue(scope: Construct, props: IngestQueueProps): { queue: Queue; deadLetterQueue: Queue } {
  const common = {
    encryption: props.encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: props.encryptionKey,
    enforceSSL: true,
    retentionPeriod: props.retentionPeriod,
  };
  const deadLetterQueue = new Queue(scope, 'DeadLetterQueue', common);
  const queue = new Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceives },
  });
  return { queue, deadLetterQueue };
}
