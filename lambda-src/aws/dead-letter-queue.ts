import { type AwsClient, isRetryable } from './client';
import { jsonBody } from './query';
import { DEAD_LETTER_REASON } from '../../src/contract';
import type { DeadLetters } from '../core/ports';
import { retrying } from '../core/retry';

/** A longer reason is cut: it is there for a person, and a message has a size of its own. */
const MAX_REASON = 1_000;

/** The dead-letter queue, into which the handler puts what no redelivery helps. */
export class DeadLetterQueue implements DeadLetters {
  constructor(private readonly client: AwsClient, private readonly url: string) {}

  async put(text: string, reason: string): Promise<void> {
    const body = jsonBody({
      QueueUrl: this.url,
      MessageBody: text,
      MessageAttributes: { [DEAD_LETTER_REASON]: { DataType: 'String', StringValue: printable(reason).slice(0, MAX_REASON) } },
    });
    // A message more in this queue does no harm.
    await retrying(() => this.client.json('sqs', 'SendMessage', body), { retryable: isRetryable });
  }
}

/** SQS refuses what XML cannot hold, and a reason may quote what an event says. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?') || '?';
}
