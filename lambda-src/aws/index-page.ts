import type { AwsClient } from './client';
import type { Attributes } from './ledger-item';
import { query } from './query';
import { INDEX_SHARDS, Table } from '../../src/contract';

/** An object's entry in an index. */
export interface IndexEntry {
  readonly id: string;
  /** Its sort key. */
  readonly sort: string;
}

/** What to read of an index. */
export interface IndexQuery {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly partitions: readonly string[];
  /** Condition on the sort key, `#k`, or none. */
  readonly range: { readonly condition: string; readonly values: Attributes };
  /** Sort key that the page before has ended at. The range may start with it. */
  readonly after?: string;
  readonly limit: number;
}

interface PlacedEntry extends IndexEntry {
  /** The sort key as bytes: DynamoDB's order, which is not that of JavaScript's strings. */
  readonly order: Buffer;
}

/**
 * One page of several partitions of an index in the order of the sort keys. They are read in parallel and merged up to where the first one that has more ends. So a page
 * may be shorter than `limit` while `next` is set.
 */
export async function indexPage(client: AwsClient, table: string, wanted: IndexQuery): Promise<{ entries: IndexEntry[]; next?: string }> {
  const read = await Promise.all(wanted.partitions.map(partition => readPartition(client, table, wanted, partition)));
  const ends = read.filter(({ more }) => more).map(({ entries }) => entries[entries.length - 1].order).sort(Buffer.compare);
  const merged = read.flatMap(({ entries }) => entries)
    .filter(({ order }) => ends.length === 0 || Buffer.compare(order, ends[0]) <= 0)
    .sort((a, b) => Buffer.compare(a.order, b.order));
  const entries = merged.slice(0, wanted.limit);
  const more = ends.length > 0 || merged.length > entries.length;
  return { entries, ...more && { next: entries[entries.length - 1].sort } };
}

async function readPartition(
  client: AwsClient, table: string, { index, partitionKey, sortKey, range, after, limit }: IndexQuery, partition: string,
): Promise<{ entries: PlacedEntry[]; more: boolean }> {
  const { Items, LastEvaluatedKey } = await query(client, {
    TableName: table,
    IndexName: index,
    KeyConditionExpression: `#p = :p${range.condition}`,
    ExpressionAttributeNames: { '#p': partitionKey, ...range.condition && { '#k': sortKey } },
    ExpressionAttributeValues: { ':p': { S: partition }, ...range.values },
    // One more, because the range may start with what the page before has shown.
    Limit: shareOf(limit) + 1,
  });
  const entries = Items
    .map(item => ({ id: item[Table.PARTITION_KEY].S ?? '', sort: item[sortKey].S ?? '' }))
    .filter(({ sort }) => sort !== after)
    .map(entry => ({ ...entry, order: Buffer.from(entry.sort) }));
  return { entries, more: LastEvaluatedKey !== undefined && entries.length > 0 };
}

/**
 * What to ask one shard for: ids are hashes, so its share of a page is binomial, and three standard deviations over the mean
 * make a short page rare.
 */
function shareOf(limit: number): number {
  const mean = limit / INDEX_SHARDS;
  return Math.min(limit, Math.ceil(mean + 3 * Math.sqrt(mean)));
}
