import { commit, type CommitOptions, type CommitPorts, type Outcome } from './commit/commit';
import { commitPart } from './commit/commit-part';
import { quoted } from './events/hint';
import { type Message, messagesOf } from './events/messages';
import { type Hint, UnreadableEvent } from './events/normalize';
import type { DeadLetters } from './ports';
import { isWatched } from './watched';
import { Metric, type RecordsConfig, type SourceConfig } from '../../src/contract';

/** What the stack says. */
export interface IngestConfig {
  readonly bucket: string;
  readonly source: SourceConfig;
  readonly records: RecordsConfig;
  readonly maxReceives: number;
}

/** Takes what is worth knowing. Never given a row or a part of one. */
export interface Observer {
  log(level: 'info' | 'warn' | 'error', message: string, details: Record<string, unknown>): void;
  count(metric: string, value: number): void;
}

/** All that the ingest works with. */
export interface IngestPorts extends CommitPorts {
  readonly observer: Observer;
  /**
   * Where messages go at once that are not understood.
   *
   * @default - they fail and are delivered again, until the queue gives them up by itself
   */
  readonly deadLetters?: DeadLetters;
}

/** What SQS is told: these messages are to be delivered again. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** Reasons that are told of one message, which may hold thousands of records. */
const MAX_REASONS = 10;

/** Messages of one batch that are worked on at once. */
const CONCURRENCY = 5;

/**
 * Works through the messages of one invocation. A message that fails is reported and delivered again; outside of a queue
 * there is nobody to report to, so the error is thrown.
 *
 * @param deadline epoch milliseconds by which everything must be written
 */
export async function ingest(event: unknown, config: IngestConfig, ports: IngestPorts, deadline: number): Promise<BatchResponse> {
  const queue = messagesOf(event);
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
      try {
        await process(message, config, ports, deadline);
      } catch (error) {
        report(message, error, ports.observer);
        if (message.messageId === undefined) throw error;
        failed.push(message.messageId);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** What is understood is worked off first: where it fails, all of the message comes again. */
async function process(message: Message, config: IngestConfig, ports: IngestPorts, deadline: number): Promise<void> {
  const { hints, refused } = message.read();
  const foreign = hints.filter(({ bucket }) => bucket !== config.bucket);
  const lastAttempt = message.receives >= config.maxReceives;
  for (const hint of hints) {
    if (hint.bucket !== config.bucket) continue;
    const { force, deferrals } = hint;
    await follow(hint, { records: config.records, deadline, lastAttempt, force, deferrals }, config, ports).catch((error) => {
      if (!(error instanceof UnreadableEvent)) throw error;
      refused.push(error);
    });
  }
  await putAside(message, [...refused, ...foreign.map(({ bucket }) => new UnreadableEvent(
    `an event of the bucket ${quoted(bucket)} came to the ingest of ${config.bucket}: check who may send to the queue`,
  ))], ports);
}

async function follow({ key, part }: Hint, options: CommitOptions, config: IngestConfig, ports: IngestPorts): Promise<void> {
  if (!isWatched(key, config.source)) {
    ports.observer.log('warn', 'key outside of the watched prefix and suffixes', { key });
    ports.observer.count(Metric.REFUSED_EVENTS, 1);
    return;
  }
  const outcome = part ? await commitPart({ key, ...part }, options, ports) : await commit(key, options, ports);
  observe(key, outcome, ports.observer);
}

/** Nothing is dropped, and nothing without a count: what no redelivery helps is kept word for word, with its reasons. */
async function putAside({ messageId, text }: Message, refused: UnreadableEvent[], { observer, deadLetters }: IngestPorts): Promise<void> {
  if (refused.length === 0) return;
  observer.count(Metric.REFUSED_EVENTS, refused.length);
  if (deadLetters === undefined) throw refused[0];
  const reason = [...new Set(refused.map(({ message }) => message))].slice(0, MAX_REASONS).join('; ');
  await deadLetters.put(text, reason);
  observer.log('error', 'message put aside', { messageId, refused: refused.length, reason });
}

function observe(key: string, outcome: Outcome, observer: Observer): void {
  if (outcome.kind !== 'published') {
    observer.log('info', outcome.kind, { key });
    return;
  }
  const { status, rev, rowsParsed, rowsWritten, rowsRejected, lagMs, attempts } = outcome.published;
  observer.log('info', 'published', { key, status, rev, rowsParsed, rowsWritten, rowsRejected, lagMs, attempts });
  observer.count(Metric.OBJECTS, 1);
  observer.count(Metric.ROWS, rowsWritten);
  observer.count(Metric.REJECTED_ROWS, rowsRejected);
  if (lagMs !== null) observer.count(Metric.LAG, lagMs);
}

function report(message: Message, error: unknown, observer: Observer): void {
  observer.log('error', 'message failed', {
    messageId: message.messageId,
    receives: message.receives,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
}
