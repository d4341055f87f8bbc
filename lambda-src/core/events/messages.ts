import { type Hint, normalize, parse, UnreadableEvent } from './normalize';

/** One thing that succeeds or fails as a whole. */
export interface Message {
  /** Undefined where the function was invoked directly, not through a queue. */
  readonly messageId?: string;
  /** How often SQS has delivered it, this time included. */
  readonly receives: number;
  /** What it says. Throws {@link UnreadableEvent}. */
  hints(): Hint[];
}

/** The messages of an invocation: one per SQS record, or one for any other event. */
export function messagesOf(event: unknown): Message[] {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records) || records.length === 0 || !records.every(isSqsRecord)) {
    return [{ receives: 1, hints: () => normalize(event) }];
  }
  return records.map((record) => ({
    messageId: record.messageId,
    receives: Number(record.attributes?.ApproximateReceiveCount) || 1,
    hints: () => {
      if (typeof record.body !== 'string') throw new UnreadableEvent('a message holds no body');
      return normalize(parse(record.body), 1);
    },
  }));
}

interface SqsRecord {
  readonly messageId: string;
  readonly body: unknown;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

function isSqsRecord(record: unknown): record is SqsRecord {
  return typeof record === 'object' && record !== null && (record as { eventSource?: unknown }).eventSource === 'aws:sqs';
}
