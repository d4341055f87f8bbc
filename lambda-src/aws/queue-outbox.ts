import { type AwsClient, isRetryable } from './client';
import { jsonBody } from './query';
import type { Outbox } from '../core/ports';
import { retrying } from '../core/retry';

/** Calls in flight. */
const CONCURRENCY = 8;
const MAX_ATTEMPTS = 6;

/** The queue that everything enters through. A message more in it does no harm, so what failed is sent again. */
export class QueueOutbox implements Outbox {
  constructor(private readonly client: AwsClient, private readonly url: string) {}

  async send(messages: readonly string[], delaySeconds = 0): Promise<void> {
    const left = [...messages];
    await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
      for (let message = left.shift(); message !== undefined; message = left.shift()) await this.sendOne(message, delaySeconds);
    }));
  }

  private async sendOne(message: string, delaySeconds: number): Promise<void> {
    const body = jsonBody({ QueueUrl: this.url, MessageBody: message, ...delaySeconds > 0 && { DelaySeconds: delaySeconds } });
    await retrying(() => this.client.json('sqs', 'SendMessage', body), { retryable: isRetryable, maxAttempts: MAX_ATTEMPTS });
  }
}
