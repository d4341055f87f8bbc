import { batchGet } from './batch-get';
import type { AwsClient } from './client';
import { type IndexEntry, indexPage } from './index-page';
import { keyRange, placeRange } from './key-range';
import { type Attributes, byKeyPartition, byStatusPartition, fromItem, ledgerKey } from './ledger-item';
import { jsonBody } from './query';
import { FINAL_STATUSES, INDEX_SHARDS, type LedgerItem, type Status, Table } from '../../src/contract';
import { finalPlace, statusOf } from '../core/api/entry';
import type { KeyQuery, LedgerReader, TimeQuery } from '../core/ports';

const SHARDS = Array.from({ length: INDEX_SHARDS }, (_, shard) => shard);

/** Reads the ledger of one bucket. Single items are strongly consistent; lists go by indexes that follow within moments. */
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

  /** A page may be shorter than `limit` while `nextKey` is set, and empty where the index is behind the items' statuses. */
  async list({ prefix, status, afterKey, limit }: KeyQuery): Promise<{ items: LedgerItem[]; nextKey?: string }> {
    const { entries, next } = await indexPage(this.client, this.table, {
      index: status ? Table.BY_STATUS_INDEX : Table.BY_KEY_INDEX,
      partitionKey: status ? Table.BY_STATUS_PARTITION : Table.BY_KEY_PARTITION,
      partitions: SHARDS.map(shard => status ? byStatusPartition(this.bucket, status, shard) : byKeyPartition(this.bucket, shard)),
      sortKey: Table.OBJECT_KEY,
      range: keyRange(prefix, afterKey),
      limit,
      ...afterKey !== undefined && { after: afterKey },
    });
    const items = await this.fetch(entries, item => status === undefined || statusOf(item) === status);
    return { items, ...next !== undefined && { nextKey: next } };
  }

  /** Without a status each has its own partitions, and they are merged as shards are. What has moved on since is left out: it shows at its new time. */
  async listByTime({ status, from, to, after, limit }: TimeQuery): Promise<{ items: LedgerItem[]; next?: string }> {
    const statuses: readonly Status[] = status === undefined ? FINAL_STATUSES : [status];
    const { entries, next } = await indexPage(this.client, this.table, {
      index: Table.BY_TIME_INDEX,
      partitionKey: Table.BY_STATUS_PARTITION,
      sortKey: Table.FINAL_AT,
      partitions: statuses.flatMap(one => SHARDS.map(shard => byStatusPartition(this.bucket, one, shard))),
      range: placeRange(after ?? from, to),
      limit,
      ...after !== undefined && { after },
    });
    const places = new Map(entries.map(({ id, sort }) => [id, sort]));
    const items = await this.fetch(entries, item => finalPlace(item) === places.get(item.id) && statuses.includes(statusOf(item)));
    return { items, ...next !== undefined && { next } };
  }

  /** The items themselves in the order of the page, without those that are not as the index has them. */
  private async fetch(page: readonly IndexEntry[], isCurrent: (item: LedgerItem) => boolean): Promise<LedgerItem[]> {
    const items = (await batchGet(this.client, this.table, page.map(({ id }) => ledgerKey(id)))).map(fromItem);
    const byId = new Map(items.map(item => [item.id, item]));
    return page.flatMap(({ id }) => byId.get(id) ?? []).filter(isCurrent);
  }
}
