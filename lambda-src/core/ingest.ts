import { commit, type CommitPorts, type Outcome } from './commit/commit';
import { type Message, messagesOf } from './events/messages';
import { UnreadableEvent } from './events/normalize';
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
}

/** What SQS is told: these messages are to be delivered again. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

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

async function process(message: Message, config: IngestConfig, ports: IngestPorts, deadline: number): Promise<void> {
  for (const hint of message.hints()) {
    if (hint.bucket !== config.bucket) {
      throw new UnreadableEvent(`an event of the bucket ${hint.bucket} came to the ingest of ${config.bucket}: check who may send to the queue`);
    }
    if (!isWatched(hint.key, config.source)) {
      ports.observer.log('warn', 'key outside of the watched prefix and suffixes', { key: hint.key });
      ports.observer.count(Metric.REFUSED_EVENTS, 1);
      continue;
    }
    const lastAttempt = message.receives >= config.maxReceives;
    const outcome = await commit(hint.key, { records: config.records, deadline, lastAttempt, force: hint.force }, ports);
    observe(hint.key, outcome, ports.observer);
  }
}

function isWatched(key: string, { prefix, suffixes }: SourceConfig): boolean {
  return key.startsWith(prefix) && (suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix)));
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
  if (error instanceof UnreadableEvent) observer.count(Metric.REFUSED_EVENTS, 1);
  observer.log('error', 'message failed', {
    messageId: message.messageId,
    receives: message.receives,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
}
