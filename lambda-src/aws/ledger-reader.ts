import { batchGet } from './batch-get';
import type { AwsClient } from './client';
import { type Attributes, byKeyPartition, byStatusPartition, fromItem, ledgerKey } from './ledger-item';
import { jsonBody, query } from './query';
import { INDEX_SHARDS, type LedgerItem, type Status, Table } from '../../src/contract';
import { statusOf } from '../core/api/entry';
import type { LedgerReader } from '../core/ports';

/** S3's limit for a key, and DynamoDB's for a sort key. */
const MAX_KEY_BYTES = 1024;

interface ListQuery {
  readonly prefix: string;
  readonly status?: Status;
  readonly afterKey?: string;
  readonly limit: number;
}

interface IndexEntry {
  readonly id: string;
  readonly key: string;
  /** The key as bytes: DynamoDB's order, which is not that of JavaScript's strings. */
  readonly order: Buffer;
}

/** Reads the ledger of one bucket. Single items are strongly consistent; lists go by an index that follows within moments. */
export class DynamoLedgerReader implements LedgerReader {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly bucket: string) {}

  async get(id: string): Promise<LedgerItem | undefined> {
    const { Item } = await this.client.dynamodb<{ Item?: Attributes }>('GetItem', jsonBody({
      TableName: this.table,
      Key: ledgerKey(id),
      ConsistentRead: true,
    }));
    return Item && fromItem(Item);
  }

  /**
   * Each shard is read in parallel and the shards are merged in key order, up to where the first shard that has more ends. So a
   * page may be shorter than `limit` while `nextKey` is set, and empty where the index is behind the items' statuses.
   */
  async list(list: ListQuery): Promise<{ items: LedgerItem[]; nextKey?: string }> {
    const shards = await Promise.all(Array.from({ length: INDEX_SHARDS }, (_, shard) => this.readShard(list, shard)));
    const ends = shards.filter(({ more }) => more).map(({ entries }) => entries[entries.length - 1].order).sort(Buffer.compare);
    const merged = shards.flatMap(({ entries }) => entries)
      .filter(({ order }) => ends.length === 0 || Buffer.compare(order, ends[0]) <= 0)
      .sort((a, b) => Buffer.compare(a.order, b.order));
    const page = merged.slice(0, list.limit);
    const last = page[page.length - 1];
    const more = ends.length > 0 || merged.length > page.length;
    return { items: await this.fetch(page, list.status), ...more && { nextKey: last.key } };
  }

  private async readShard(list: ListQuery, shard: number): Promise<{ entries: IndexEntry[]; more: boolean }> {
    const { Items, LastEvaluatedKey } = await query(this.client, {
      TableName: this.table,
      ...this.conditionOf(list, shard),
      // One more, because the range starts with the key that the page before has shown.
      Limit: shareOf(list.limit) + 1,
    });
    const entries = Items
      .map(item => ({ id: item[Table.PARTITION_KEY].S ?? '', key: item[Table.OBJECT_KEY].S ?? '' }))
      .filter(({ key }) => key !== list.afterKey)
      .map(entry => ({ ...entry, order: Buffer.from(entry.key) }));
    return { entries, more: LastEvaluatedKey !== undefined && entries.length > 0 };
  }

  private conditionOf({ prefix, status, afterKey }: ListQuery, shard: number): object {
    const [index, partitionKey, partition] = status
      ? [Table.BY_STATUS_INDEX, Table.BY_STATUS_PARTITION, byStatusPartition(this.bucket, status, shard)]
      : [Table.BY_KEY_INDEX, Table.BY_KEY_PARTITION, byKeyPartition(this.bucket, shard)];
    const range = rangeOf(prefix, afterKey);
    return {
      IndexName: index,
      KeyConditionExpression: `#p = :p${range.condition}`,
      ExpressionAttributeNames: { '#p': partitionKey, ...range.condition && { '#k': Table.OBJECT_KEY } },
      ExpressionAttributeValues: { ':p': { S: partition }, ...range.values },
    };
  }

  /** The items themselves in the order of the page, without those whose status is another by now. */
  private async fetch(page: IndexEntry[], status: Status | undefined): Promise<LedgerItem[]> {
    const items = (await batchGet(this.client, this.table, page.map(({ id }) => ledgerKey(id)))).map(fromItem);
    const byId = new Map(items.map(item => [item.id, item]));
    return page.flatMap(({ id }) => byId.get(id) ?? []).filter(item => status === undefined || statusOf(item) === status);
  }
}

/**
 * What to ask one shard for: ids are hashes, so its share of a page is binomial, and three standard deviations over the mean
 * make a short page rare.
 */
function shareOf(limit: number): number {
  const mean = limit / INDEX_SHARDS;
  return Math.min(limit, Math.ceil(mean + 3 * Math.sqrt(mean)));
}

/** A key condition has room for one condition on the sort key, so "after, and with the prefix" has to be a range. */
export function rangeOf(prefix: string, afterKey: string | undefined): { condition: string; values: Attributes } {
  if (afterKey === undefined) {
    return prefix ? { condition: ' AND begins_with(#k, :prefix)', values: { ':prefix': { S: prefix } } } : { condition: '', values: {} };
  }
  return prefix
    ? { condition: ' AND #k BETWEEN :after AND :last', values: { ':after': { S: afterKey }, ':last': { S: lastKeyOf(prefix) } } }
    : { condition: ' AND #k > :after', values: { ':after': { S: afterKey } } };
}

/** No key of 1,024 bytes that starts with the prefix sorts after this. */
function lastKeyOf(prefix: string): string {
  return prefix + '\u{10FFFF}'.repeat(Math.floor((MAX_KEY_BYTES - Buffer.byteLength(prefix)) / 4));
}
