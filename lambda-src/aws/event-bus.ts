import { type AwsClient, isRetryable } from './client';
import { jsonBody } from './query';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE, type ObjectIngested } from '../../src/contract';
import type { Announcer } from '../core/ports';
import { retrying } from '../core/retry';

/** Codes of an entry that was not taken and may be the next time. */
const TRANSIENT = new Set(['ThrottlingException', 'InternalFailure', 'InternalException']);

/** EventBridge answers 200 for a request of which it did not take the one entry. */
class NotTaken extends Error {
  constructor(readonly code: string, detail: string) {
    super(`the event bus did not take an event: ${code}${detail ? `: ${detail}` : ''}`);
    this.name = code;
  }
}

interface PutEventsAnswer {
  readonly FailedEntryCount?: number;
  readonly Entries?: { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/** An event bus of EventBridge. */
export class EventBus implements Announcer {
  /** @param name of the bus, or its ARN */
  constructor(private readonly client: AwsClient, private readonly name: string) {}

  async announce(event: ObjectIngested): Promise<void> {
    const body = jsonBody({
      Entries: [{
        EventBusName: this.name,
        Source: EVENT_SOURCE,
        DetailType: EVENT_DETAIL_TYPE,
        Time: Date.parse(event.time) / 1000,
        Detail: JSON.stringify(event),
      }],
    });
    await retrying(() => this.put(body), {
      retryable: (error) => isRetryable(error) || (error instanceof NotTaken && TRANSIENT.has(error.code)), maxAttempts: 5,
    });
  }

  private async put(body: Buffer): Promise<void> {
    const { FailedEntryCount: failed = 0, Entries: [entry] = [] } = await this.client.json<PutEventsAnswer>('events', 'PutEvents', body);
    if (failed > 0) throw new NotTaken(entry?.ErrorCode ?? 'unknown', entry?.ErrorMessage ?? '');
  }
}
