import { formDecoded } from './form-decoded';
import { cut, type Hint, quoted, type Reading, reading, together, UnreadableEvent } from './hint';
import { ownHint } from './own-messages';
import { MESSAGE_SOURCE } from '../../../src/contract';

export { type Hint, type Reading, reading, UnreadableEvent } from './hint';

type Json = Record<string, unknown>;

/** Envelopes in envelopes: an SQS message with an SNS notification with an S3 event is three deep. */
const MAX_DEPTH = 5;

/**
 * No key of S3 is longer, in bytes of UTF-8.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
const MAX_KEY_BYTES = 1024;

/**
 * The hints of an event in any of its envelopes: S3 itself, SQS, SNS (wrapped or raw), EventBridge, a message of our own. None for the
 * `s3:TestEvent` that S3 sends when a notification is set up. What is not understood is told apart, and never thrown.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function normalize(event: unknown, depth = 0): Reading {
  return reading(() => unwrap(event, depth));
}

function unwrap(event: unknown, depth: number): Reading {
  if (depth > MAX_DEPTH) throw new UnreadableEvent(`more than ${MAX_DEPTH} envelopes around an event`);
  const envelope = asObject(event);
  if (Array.isArray(envelope.Records)) {
    if (envelope.Records.length === 0) throw new UnreadableEvent('an event holds no record');
    return together(envelope.Records.map((record) => reading(() => readRecord(asObject(record), depth))));
  }
  if (envelope.Type === 'Notification' && typeof envelope.Message === 'string') {
    return normalize(parse(envelope.Message), depth + 1);
  }
  if (envelope.source === 'aws.s3' && envelope.detail !== undefined) {
    return one(eventBridgeHint(envelope));
  }
  if (envelope.Event === 's3:TestEvent') return { hints: [], refused: [] };
  if (envelope.source === MESSAGE_SOURCE) return one(ownHint(envelope));
  throw new UnreadableEvent(`an event with the fields ${Object.keys(envelope).slice(0, 10).map(cut).join(', ') || 'none'} is none of S3, SNS, SQS or EventBridge`);
}

/** Parses the text of a message. Throws {@link UnreadableEvent}. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableEvent(`a message of ${text.length} characters is not JSON`);
  }
}

function readRecord(record: Json, depth: number): Reading {
  const source = record.eventSource ?? record.EventSource;
  if (source === 'aws:s3') return one(s3Hint(record));
  if (source === 'aws:sns') return normalize(parse(asText(asObject(record.Sns).Message, 'Sns.Message')), depth + 1);
  if (source === 'aws:sqs') return normalize(parse(asText(record.body, 'body')), depth + 1);
  throw new UnreadableEvent(`a record of the source ${quoted(source)} is none of aws:s3, aws:sns or aws:sqs`);
}

function one(hint: Hint): Reading {
  const bytes = Buffer.byteLength(hint.key);
  if (bytes > MAX_KEY_BYTES) throw new UnreadableEvent(`a key of ${bytes} bytes is none of S3, whose keys have ${MAX_KEY_BYTES} at most`);
  // JSON can hold half of a character, and UTF-8 cannot.
  if (Buffer.from(hint.key).toString() !== hint.key) throw new UnreadableEvent(`the key ${quoted(hint.key)} is none of S3, whose keys are UTF-8`);
  return { hints: [hint], refused: [] };
}

function s3Hint(record: Json): Hint {
  const version = asText(record.eventVersion, 'eventVersion');
  if (!version.startsWith('2.')) {
    throw new UnreadableEvent(`an S3 event of version ${cut(version)} is not understood: this handler knows version 2`);
  }
  const s3 = asObject(record.s3);
  const key = asText(asObject(s3.object).key, 's3.object.key');
  return { bucket: asText(asObject(s3.bucket).name, 's3.bucket.name'), key: decodeKey(key), ...timeOf(record.eventTime) };
}

/** EventBridge carries the key as it is. */
function eventBridgeHint(envelope: Json): Hint {
  const version = asText(envelope.version, 'version');
  if (version !== '0') {
    throw new UnreadableEvent(`an EventBridge event of version ${cut(version)} is not understood: this handler knows version 0`);
  }
  const detail = asObject(envelope.detail);
  const key = asText(asObject(detail.object).key, 'detail.object.key');
  return { bucket: asText(asObject(detail.bucket).name, 'detail.bucket.name'), key, ...timeOf(envelope.time) };
}

function decodeKey(key: string): string {
  try {
    return formDecoded(key);
  } catch {
    throw new UnreadableEvent(`the key ${quoted(key)} of an S3 event is not URL-encoded`);
  }
}

function timeOf(value: unknown): { time?: string } {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? { time: value } : {};
}

function asObject(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UnreadableEvent(`an event holds ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`} where an object belongs`);
}

function asText(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UnreadableEvent(`an event holds no text in ${field}`);
}
