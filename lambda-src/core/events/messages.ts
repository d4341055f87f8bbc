import { normalize, parse, type Reading, reading, UnreadableEvent } from './normalize';

/**
 * No event is larger, in bytes of UTF-8: S3 sends up to 64 KB, EventBridge and SNS up to 256 KB.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MAX_EVENT_BYTES = 256 * 1024;

/** One thing that succeeds or fails as a whole. */
export interface Message {
  /** Undefined where the function was invoked directly, not through a queue. */
  readonly messageId?: string;
  /** How often SQS has delivered it, this time included. */
  readonly receives: number;
  /** Word for word, as it came. */
  readonly text: string;
  /** What it says. */
  read(): Reading;
}

/** The messages of an invocation: one per SQS record, or one for any other event. */
export function messagesOf(event: unknown): Message[] {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records) || records.length === 0 || !records.every(isSqsRecord)) {
    return [{ receives: 1, text: JSON.stringify(event) ?? '', read: () => normalize(event) }];
  }
  return records.map((record) => ({
    messageId: record.messageId,
    receives: Number(record.attributes?.ApproximateReceiveCount) || 1,
    text: typeof record.body === 'string' ? record.body : '',
    read: () => reading(() => readBody(record.body)),
  }));
}

function readBody(body: unknown): Reading {
  if (typeof body !== 'string') throw new UnreadableEvent('a message holds no body');
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_EVENT_BYTES) throw new UnreadableEvent(`a message of ${bytes} bytes is larger than any event, which has ${MAX_EVENT_BYTES} at most`);
  return normalize(parse(body), 1);
}

interface SqsRecord {
  readonly messageId: string;
  readonly body: unknown;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

function isSqsRecord(record: unknown): record is SqsRecord {
  return typeof record === 'object' && record !== null && (record as { eventSource?: unknown }).eventSource === 'aws:sqs';
}
