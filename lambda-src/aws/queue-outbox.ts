import { type AwsClient, isRetryable, ServiceError } from './client';
import { jsonBody } from './query';
import type { Outbox } from '../core/ports';
import { retrying } from '../core/retry';

/** SQS takes no more in one call. */
const MAX_ENTRIES = 10;
const MAX_ATTEMPTS = 6;

interface BatchAnswer {
  readonly Failed?: readonly { readonly Id: string; readonly Code: string; readonly Message?: string; readonly SenderFault: boolean }[];
}

/** The queue that everything enters through. A message more in it does no harm, so what failed is sent again. */
export class QueueOutbox implements Outbox {
  constructor(private readonly client: AwsClient, private readonly url: string) {}

  async send(messages: readonly string[], delaySeconds = 0): Promise<void> {
    for (let start = 0; start < messages.length; start += MAX_ENTRIES) {
      await this.sendBatch(messages.slice(start, start + MAX_ENTRIES), delaySeconds);
    }
  }

  private async sendBatch(messages: readonly string[], delaySeconds: number): Promise<void> {
    let left = messages.map((MessageBody, index) => ({ Id: String(index), MessageBody, ...delaySeconds > 0 && { DelaySeconds: delaySeconds } }));
    await retrying(async () => {
      const answer = await this.client.json<BatchAnswer>('sqs', 'SendMessageBatch', jsonBody({ QueueUrl: this.url, Entries: left }));
      const failed = new Map((answer.Failed ?? []).map((entry) => [entry.Id, entry]));
      left = left.filter(({ Id }) => failed.has(Id));
      const [first] = failed.values();
      if (first) throw new ServiceError('sqs', 'SendMessageBatch', first.SenderFault ? 400 : 500, first.Code, first.Message ?? '');
    }, { retryable: isRetryable, maxAttempts: MAX_ATTEMPTS });
  }
}
