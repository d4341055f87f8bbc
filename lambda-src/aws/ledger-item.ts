import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type LedgerItem, type Status, Table } from '../../src/contract';

/** An item or a part of one as DynamoDB's JSON has it. */
export type Attributes = Record<string, AttributeValue>;

/** The key of the ledger item of an object. */
export function ledgerKey(id: string): Attributes {
  return { [Table.PARTITION_KEY]: { S: id }, [Table.SORT_KEY]: { S: Table.LEDGER_SORT_KEY } };
}

/** A ledger item as it was read. Attributes that the contract does not know are dropped. */
export function fromItem(item: Attributes): LedgerItem {
  const { [Table.PARTITION_KEY]: id, bucket, [Table.OBJECT_KEY]: key, rev, published, latest, sweep } = unmarshall(item);
  return { id, bucket, key, rev, ...published && { published }, ...latest && { latest }, ...sweep && { sweep } };
}

/** A plain value, such as a `Published`, as the attributes of a map. Undefined members are left out, nulls are kept. */
export function toAttributes(value: object): Attributes {
  return marshall(value, { removeUndefinedValues: true });
}

/** A plain value as one attribute. */
export function toAttribute(value: object): AttributeValue {
  return { M: toAttributes(value) };
}

/** Partition of the index that lists the objects of a bucket. */
export function byKeyPartition(bucket: string, shard: number): string {
  return `${bucket}#${shard}`;
}

/** Partition of the index that lists the objects of a bucket that have one status. */
export function byStatusPartition(bucket: string, status: Status, shard: number): string {
  return `${bucket}#${status}#${shard}`;
}
