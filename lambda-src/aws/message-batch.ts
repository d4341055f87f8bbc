import { type AwsClient, isRetryable, ServiceError } from './client';
import { jsonBody } from './query';
import { retrying } from '../core/retry';

/** SQS takes no more in one call. */
export const MAX_BATCH = 10;
/** Below the 256 KiB of a call. */
const MAX_BATCH_BYTES = 240 * 1024;
const MAX_ATTEMPTS = 6;

interface BatchAnswer {
  readonly Failed?: { readonly Id: string; readonly Code?: string; readonly SenderFault?: boolean }[];
}

/**
 * Calls one of SQS's batch operations for up to ten entries, and again for those that failed. A message may be sent twice, which is as good as once here.
 * Throws a {@link ServiceError} when some are still left.
 */
export async function messageBatch(client: AwsClient, operation: string, queueUrl: string, entries: readonly object[]): Promise<void> {
  let left = entries.map((entry, n) => ({ Id: String(n), ...entry }));
  await retrying(async () => {
    const { Failed = [] } = await client.json<BatchAnswer>('sqs', operation, jsonBody({ QueueUrl: queueUrl, Entries: left }));
    if (Failed.length === 0) return;
    left = left.filter(({ Id }) => Failed.some(failed => failed.Id === Id));
    const { Code = 'InternalError', SenderFault = false } = Failed[0];
    throw new ServiceError('sqs', operation, SenderFault ? 400 : 503, Code, `${Failed.length} of ${entries.length} entries failed`);
  }, { maxAttempts: MAX_ATTEMPTS, retryable: isRetryable });
}

/** A list in groups that SQS takes at once: up to ten, and no more bytes than one message may have. */
export function batchesOf<T>(items: readonly T[], bytesOf: (item: T) => number = () => 0): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const batch = batches[batches.length - 1];
    bytes += bytesOf(item);
    if (batch !== undefined && batch.length < MAX_BATCH && bytes <= MAX_BATCH_BYTES) {
      batch.push(item);
    } else {
      batches.push([item]);
      bytes = bytesOf(item);
    }
  }
  return batches;
}
