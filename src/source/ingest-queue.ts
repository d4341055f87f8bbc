import { Duration } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IQueue, Queue, QueueEncryption, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Props of {@link ingestQueue}. */
export interface IngestQueueProps {
  readonly visibilityTimeout: Duration;
  readonly retentionPeriod: Duration;
  readonly maxReceives: number;
  readonly encryptionKey?: IKey;
  readonly queueName?: string;
}

/** Props of {@link backfillQueue}. */
export interface BackfillQueueProps extends IngestQueueProps {
  readonly deadLetterQueue?: IQueue;
}

/**
 * Creates the queue and its dead-letter queue. SQS's own encryption by default: S3 cannot notify a queue under the
 * AWS-managed key `alias/aws/sqs`.
 */
export function ingestQueue(scope: Construct, props: IngestQueueProps): { queue: Queue; deadLetterQueue: Queue } {
  const deadLetterQueue = new Queue(scope, 'DeadLetterQueue', { ...common(props), queueName: props.queueName && `${props.queueName}-dead-letters` });
  const queue = new Queue(scope, 'Queue', {
    ...common(props),
    queueName: props.queueName,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceives },
  });
  return { queue, deadLetterQueue };
}

/** Creates the queue of replays and backfills, whose dead letters join those of the ingest queue. */
export function backfillQueue(scope: Construct, { deadLetterQueue, ...props }: BackfillQueueProps): Queue {
  return new Queue(scope, 'BackfillQueue', {
    ...common(props),
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: deadLetterQueue && { queue: deadLetterQueue, maxReceiveCount: props.maxReceives },
  });
}

function common({ encryptionKey, retentionPeriod }: IngestQueueProps): QueueProps {
  return {
    encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    retentionPeriod,
  };
}
