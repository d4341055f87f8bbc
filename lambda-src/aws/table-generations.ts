import { type AwsClient, isRetryable, ServiceError } from './client';
import type { Attributes } from './ledger-item';
import { jsonBody, query } from './query';
import { blockPartition, partsPartition } from './row-keys';
import { ROWS_PER_BATCH, Table } from '../../src/contract';
import type { GenerationStore } from '../core/operations/remove-generation';
import { type RetryPorts, retrying, systemPorts } from '../core/retry';

type Unprocessed = Record<string, unknown[]>;

/** Rows of generations in the table, to be removed. Throttled calls are repeated until the deadline. */
export class TableGenerations implements GenerationStore {
  /** @param deadline epoch milliseconds, as of now */
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly deadline: () => number,
    private readonly onThrottle: () => void = () => undefined, private readonly ports: RetryPorts = systemPorts) {}

  async parts(id: string, rev: number): Promise<number> {
    const keys = await this.keysOf(partsPartition(id, rev));
    return keys.reduce((parts, key) => Math.max(parts, Number(/\d+$/.exec(key[Table.SORT_KEY].S ?? '') ?? 0) + 1), 1);
  }

  async hasRows(id: string, rev: number, part: number, block: number): Promise<boolean> {
    const { Items } = await query(this.client, { ...this.inPartition(blockPartition(id, rev, part, block)), Limit: 1 });
    return Items.length > 0;
  }

  async removeBlock(id: string, rev: number, part: number, block: number): Promise<void> {
    await this.removeAll(await this.keysOf(blockPartition(id, rev, part, block)));
  }

  async removeParts(id: string, rev: number): Promise<void> {
    await this.removeAll(await this.keysOf(partsPartition(id, rev)));
  }

  private async keysOf(partition: string): Promise<Attributes[]> {
    const keys: Attributes[] = [];
    let start: Attributes | undefined;
    do {
      const { Items, LastEvaluatedKey } = await query(this.client, { ...this.inPartition(partition), ...start && { ExclusiveStartKey: start } });
      keys.push(...Items);
      start = LastEvaluatedKey;
    } while (start);
    return keys;
  }

  /** Read eventually consistent: what is looked at was written half an hour ago or earlier. */
  private inPartition(partition: string): object {
    return {
      TableName: this.table,
      KeyConditionExpression: '#p = :p',
      ProjectionExpression: '#p, #s',
      ExpressionAttributeNames: { '#p': Table.PARTITION_KEY, '#s': Table.SORT_KEY },
      ExpressionAttributeValues: { ':p': { S: partition } },
    };
  }

  private async removeAll(keys: Attributes[]): Promise<void> {
    const batches: Attributes[][] = [];
    for (let start = 0; start < keys.length; start += ROWS_PER_BATCH) batches.push(keys.slice(start, start + ROWS_PER_BATCH));
    await Promise.all(batches.map(batch => this.removeBatch(batch)));
  }

  private async removeBatch(keys: Attributes[]): Promise<void> {
    let left: Unprocessed = { [this.table]: keys.map(Key => ({ DeleteRequest: { Key } })) };
    await retrying(async () => {
      const { UnprocessedItems = {} } = await this.client.dynamodb<{ UnprocessedItems?: Unprocessed }>('BatchWriteItem', jsonBody({ RequestItems: left }));
      if (Object.keys(UnprocessedItems).length === 0) return;
      left = UnprocessedItems;
      throw new ServiceError('dynamodb', 'BatchWriteItem', 200, 'ProvisionedThroughputExceededException', 'some rows were left unprocessed');
    }, { deadline: this.deadline(), retryable: isRetryable, onRetry: this.onThrottle }, this.ports);
  }
}
