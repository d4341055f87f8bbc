import { batchWrite } from './batch-write';
import type { AwsClient } from './client';
import type { Attributes } from './ledger-item';
import { query } from './query';
import { blockPartition, partsPartition } from './row-keys';
import { Table } from '../../src/contract';
import type { GenerationStore } from '../core/operations/remove-generation';
import { type RetryPorts, systemPorts } from '../core/retry';

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

  private removeAll(keys: Attributes[]): Promise<void> {
    const requests = keys.map(Key => ({ DeleteRequest: { Key } }));
    return batchWrite(this.client, this.table, requests, { deadline: this.deadline(), onRetry: this.onThrottle }, this.ports);
  }
}
