import { type AwsClient, isRetryable, ServiceError } from './client';
import { jsonBody } from './query';
import { retrying } from '../core/retry';

/** DynamoDB takes no more in one call. */
const MAX_REQUESTS = 25;

/**
 * Puts and deletes items, in any number and in no order, each as DynamoDB's JSON has it (`{"PutRequest": …}`). What DynamoDB leaves
 * unprocessed is sent again with backoff.
 *
 * @param deadline epoch milliseconds after which it gives up with a throttled {@link ServiceError}
 */
export async function batchWrite(client: AwsClient, table: string, requests: readonly object[], deadline: number): Promise<void> {
  for (let start = 0; start < requests.length; start += MAX_REQUESTS) {
    let left: readonly object[] = requests.slice(start, start + MAX_REQUESTS);
    await retrying(async () => {
      const answer = await client.dynamodb<{ UnprocessedItems?: Record<string, object[]> }>('BatchWriteItem', jsonBody({ RequestItems: { [table]: left } }));
      left = Object.values(answer.UnprocessedItems ?? {}).flat();
      if (left.length > 0) {
        throw new ServiceError('dynamodb', 'BatchWriteItem', 200, 'ProvisionedThroughputExceededException', `${left.length} items were left unprocessed`);
      }
    }, { retryable: isRetryable, deadline });
  }
}
