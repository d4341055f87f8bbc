import { batchGet } from './batch-get';
import type { AwsClient } from './client';
import { keyRange } from './key-range';
import { type Attributes, byKeyPartition, byStatusPartition, fromItem, ledgerKey } from './ledger-item';
import { query } from './query';
import { INDEX_SHARDS, type LedgerItem, type Status, Table } from '../../src/contract';
import { merge } from '../core/operations/merge-join';
import type { LedgerKey, LedgerScan } from '../core/operations/ports';

/** Entries that one call asks a shard for. */
const PAGE_ENTRIES = 500;

interface ScanQuery {
  readonly prefix: string;
  readonly status?: Status;
  readonly after?: string;
}

/** Goes through the indexes of the ledger: their shards side by side, a page of each in memory. */
export class TableLedgerScan implements LedgerScan {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly bucket: string) {}

  keys(scan: ScanQuery): AsyncIterable<LedgerKey> {
    return merge(Array.from({ length: INDEX_SHARDS }, (_, shard) => this.shard(scan, shard)));
  }

  async items(ids: readonly string[]): Promise<Map<string, LedgerItem>> {
    const items = await batchGet(this.client, this.table, [...new Set(ids)].map(ledgerKey));
    return new Map(items.map(fromItem).map(item => [item.id, item]));
  }

  private async* shard({ prefix, status, after }: ScanQuery, shard: number): AsyncGenerator<LedgerKey> {
    const [index, partitionKey, partition] = status
      ? [Table.BY_STATUS_INDEX, Table.BY_STATUS_PARTITION, byStatusPartition(this.bucket, status, shard)]
      : [Table.BY_KEY_INDEX, Table.BY_KEY_PARTITION, byKeyPartition(this.bucket, shard)];
    const range = keyRange(prefix, after);
    let start: Attributes | undefined;
    do {
      const { Items, LastEvaluatedKey } = await query(this.client, {
        TableName: this.table,
        IndexName: index,
        KeyConditionExpression: `#p = :p${range.condition}`,
        ExpressionAttributeNames: { '#p': partitionKey, ...range.condition && { '#k': Table.OBJECT_KEY } },
        ExpressionAttributeValues: { ':p': { S: partition }, ...range.values },
        Limit: PAGE_ENTRIES,
        ...start && { ExclusiveStartKey: start },
      });
      yield* Items.map(item => ({ id: item[Table.PARTITION_KEY].S ?? '', key: item[Table.OBJECT_KEY].S ?? '' })).filter(({ key }) => key !== after);
      start = LastEvaluatedKey;
    } while (start);
  }
}
