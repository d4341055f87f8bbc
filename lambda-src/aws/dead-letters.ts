import type { AwsClient } from './client';
import { batchesOf, MAX_BATCH, messageBatch } from './message-batch';
import { jsonBody } from './query';
import { DEAD_LETTER_REASON } from '../../src/contract';
import type { DeadLetter, DeadLetterQueue } from '../core/operations/ports';

/** Nobody else sees a message for so long while it is looked at, in seconds: longer than a function may run. */
const HIDDEN_SECONDS = 1_000;
const MAX_EMPTY_ANSWERS = 2;

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: { readonly SentTimestamp?: string; readonly DeadLetterQueueSourceArn?: string };
  readonly MessageAttributes?: Record<string, { readonly StringValue?: string } | undefined>;
}

/** Where the messages come from, and where they go. */
export interface DeadLetterOptions {
  readonly url: string;
  /** URL of the ingest queue. */
  readonly queueUrl: string;
  /** ARNs of the queues whose dead letters these are. */
  readonly sourceArns: readonly string[];
}

/** The dead-letter queue as the redrive sees it. */
export class RedrivableQueue implements DeadLetterQueue {
  constructor(private readonly client: AwsClient, private readonly options: DeadLetterOptions) {}

  /** An answer may be empty though there are messages: SQS asks some of its servers only. */
  async receive(): Promise<DeadLetter[]> {
    for (let empty = 0; empty < MAX_EMPTY_ANSWERS; empty++) {
      const { Messages = [] } = await this.client.json<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', jsonBody({
        QueueUrl: this.options.url,
        MaxNumberOfMessages: MAX_BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: [DEAD_LETTER_REASON],
      }));
      if (Messages.length > 0) return Messages.map(message => this.read(message));
    }
    return [];
  }

  async redrive(letters: readonly DeadLetter[]): Promise<void> {
    for (const batch of batchesOf(letters, ({ body }) => Buffer.byteLength(body))) {
      await messageBatch(this.client, 'SendMessageBatch', this.options.queueUrl, batch.map(({ body }) => ({ MessageBody: body })));
      await messageBatch(this.client, 'DeleteMessageBatch', this.options.url, batch.map(({ receipt }) => ({ ReceiptHandle: receipt })));
    }
  }

  async release(letters: readonly DeadLetter[]): Promise<void> {
    for (const batch of batchesOf(letters)) {
      await messageBatch(this.client, 'ChangeMessageVisibilityBatch', this.options.url, batch.map(({ receipt }) => ({ ReceiptHandle: receipt, VisibilityTimeout: 0 })));
    }
  }

  private read({ MessageId, ReceiptHandle, Body, Attributes = {}, MessageAttributes = {} }: Message): DeadLetter {
    const reason = MessageAttributes[DEAD_LETTER_REASON]?.StringValue;
    return {
      messageId: MessageId,
      receipt: ReceiptHandle,
      body: Body,
      ...reason !== undefined && { reason },
      fromQueue: this.options.sourceArns.includes(Attributes.DeadLetterQueueSourceArn ?? ''),
      sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    };
  }
}
