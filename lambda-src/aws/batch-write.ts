import { type AwsClient, isRetryable, ServiceError } from './client';
import { jsonBody } from './query';
import { ROWS_PER_BATCH } from '../../src/contract';
import { type RetryOptions, type RetryPorts, retrying, systemPorts } from '../core/retry';

/** One of BatchWriteItem's requests, as DynamoDB's JSON has it: `{"PutRequest": …}` or `{"DeleteRequest": …}`. */
export type WriteRequest = Record<string, unknown>;

/**
 * Puts and deletes items, in any number and in no order. What DynamoDB leaves unprocessed is sent again with backoff until the deadline, and
 * is a throttled {@link ServiceError} then.
 */
export async function batchWrite(
  client: AwsClient, table: string, requests: readonly WriteRequest[], options: Pick<RetryOptions, 'deadline' | 'onRetry'>, ports: RetryPorts = systemPorts,
): Promise<void> {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < requests.length; start += ROWS_PER_BATCH) batches.push(requests.slice(start, start + ROWS_PER_BATCH));
  await Promise.all(batches.map((batch) => {
    let left: Record<string, WriteRequest[]> = { [table]: batch };
    return retrying(async () => {
      const { UnprocessedItems = {} } = await client.dynamodb<{ UnprocessedItems?: typeof left }>('BatchWriteItem', jsonBody({ RequestItems: left }));
      if (Object.keys(UnprocessedItems).length === 0) return;
      left = UnprocessedItems;
      throw new ServiceError('dynamodb', 'BatchWriteItem', 200, 'ProvisionedThroughputExceededException', 'some items were left unprocessed');
    }, { ...options, retryable: isRetryable }, ports);
  }));
}
