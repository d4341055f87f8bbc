import { type AwsClient, ServiceError } from './client';
import type { Attributes } from './ledger-item';
import { jsonBody } from './query';
import { retrying } from '../core/retry';

/** DynamoDB's limit for one call. */
const MAX_KEYS = 100;
const MAX_ROUNDS = 6;

interface BatchAnswer {
  readonly Responses?: Record<string, Attributes[]>;
  readonly UnprocessedKeys?: Record<string, { Keys: Attributes[] }>;
}

/**
 * Reads items by key, strongly consistent, in any number and in no order. Keys that DynamoDB leaves unprocessed are asked for
 * again with backoff; throws a throttled {@link ServiceError} when some are still left after six rounds.
 */
export async function batchGet(client: AwsClient, table: string, keys: readonly Attributes[]): Promise<Attributes[]> {
  const chunks: Attributes[][] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) chunks.push(keys.slice(start, start + MAX_KEYS));
  return (await Promise.all(chunks.map(chunk => getChunk(client, table, chunk)))).flat();
}

async function getChunk(client: AwsClient, table: string, keys: Attributes[]): Promise<Attributes[]> {
  const items: Attributes[] = [];
  let left = keys;
  await retrying(async () => {
    const answer = await client.dynamodb<BatchAnswer>('BatchGetItem', jsonBody({
      RequestItems: { [table]: { Keys: left, ConsistentRead: true } },
    }));
    items.push(...Object.values(answer.Responses ?? {}).flat());
    left = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys);
    if (left.length > 0) {
      throw new ServiceError('dynamodb', 'BatchGetItem', 200, 'ProvisionedThroughputExceededException', `${left.length} keys were left unprocessed`);
    }
  }, { maxAttempts: MAX_ROUNDS, retryable: error => error instanceof ServiceError && error.throttled && error.status === 200 });
  return items;
}
