import { type AwsClient, isConditionFailure, isRetryable } from './client';
import { byKeyPartition, byStatusPartition, fromItem, ledgerKey, toAttribute, type Attributes } from './ledger-item';
import { jsonBody } from './query';
import { type Latest, type LedgerItem, type Published, Status, Table } from '../../src/contract';
import { finalPlace, statusOf } from '../core/api/entry';
import { objectId, shardOf } from '../core/identity';
import type { Claim, Ledger } from '../core/ports';
import { retrying } from '../core/retry';

/** What an update changes beside the item's place in the indexes. */
interface Change {
  readonly set?: readonly string[];
  readonly remove?: readonly string[];
  readonly values?: Attributes;
}

/** The claim and the status belong to the object's partition of each index. */
const CLAIM = `SET #bucket = :bucket, ${Table.OBJECT_KEY} = :key, ${Table.BY_KEY_PARTITION} = :byKey, `
  + `${Table.BY_STATUS_PARTITION} = if_not_exists(${Table.BY_STATUS_PARTITION}, :byStatus) ADD rev :one`;

/** The ledger in the table. Every write may be repeated: a claim more only counts on, and the others set what they set before. */
export class LedgerWriter implements Ledger {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly bucket: string) {}

  claim(key: string): Promise<LedgerItem> {
    return this.count(key, {}, {});
  }

  async claimFree(key: string, now: Date): Promise<Claim> {
    try {
      const condition = { ConditionExpression: 'attribute_not_exists(latest.leaseUntil) OR latest.leaseUntil <= :now' };
      return { item: await this.count(key, condition, { ':now': { S: now.toISOString() } }), held: false };
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
    const item = await this.read(key);
    return item ? { item, held: true } : { item: await this.claim(key), held: false };
  }

  async read(key: string): Promise<LedgerItem | undefined> {
    const { Item } = await this.client.dynamodb<{ Item?: Attributes }>('GetItem', jsonBody({
      TableName: this.table, Key: ledgerKey(objectId(this.bucket, key)), ConsistentRead: true,
    }));
    return Item && fromItem(Item);
  }

  private async count(key: string, condition: object, values: Attributes): Promise<LedgerItem> {
    const id = objectId(this.bucket, key);
    const answer = await this.update<{ Attributes: Attributes }>({
      Key: ledgerKey(id),
      UpdateExpression: CLAIM,
      ...condition,
      // A reserved word of DynamoDB.
      ExpressionAttributeNames: { '#bucket': 'bucket' },
      ExpressionAttributeValues: {
        ...values,
        ':bucket': { S: this.bucket },
        ':key': { S: key },
        ':byKey': { S: byKeyPartition(this.bucket, shardOf(id)) },
        ':byStatus': { S: byStatusPartition(this.bucket, Status.PROCESSING, shardOf(id)) },
        ':one': { N: '1' },
      },
      ReturnValues: 'ALL_NEW',
    });
    return fromItem(answer.Attributes);
  }

  note(item: LedgerItem, latest: Latest): Promise<boolean> {
    return this.fenced({ ...item, latest }, { set: ['latest = :latest'], values: { ':latest': toAttribute(latest) } });
  }

  publish({ latest, ...item }: LedgerItem, published: Published): Promise<boolean> {
    const values = { ':published': toAttribute(published) };
    return this.fenced({ ...item, published }, { remove: ['latest'], set: ['published = :published'], values });
  }

  async announced(item: LedgerItem, rev: number): Promise<boolean> {
    try {
      await this.update({
        Key: ledgerKey(item.id),
        UpdateExpression: 'SET published.announced = :true',
        ConditionExpression: 'published.rev = :rev',
        ExpressionAttributeValues: { ':true': { BOOL: true }, ':rev': { N: String(rev) } },
      });
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  settle({ latest, ...item }: LedgerItem): Promise<boolean> {
    return this.fenced(item, { remove: ['latest'] });
  }

  /** Makes the item what `after` is, its place in the indexes with it. Holds only while the claim is the newest. */
  private async fenced(after: LedgerItem, { set = [], remove = [], values }: Change): Promise<boolean> {
    const place = finalPlace(after);
    const sets = [...set, `${Table.BY_STATUS_PARTITION} = :byStatus`, ...place === undefined ? [] : [`${Table.FINAL_AT} = :finalAt`]];
    const removes = [...remove, ...place === undefined ? [Table.FINAL_AT] : []];
    try {
      await this.update({
        Key: ledgerKey(after.id),
        UpdateExpression: `${removes.length > 0 ? `REMOVE ${removes.join(', ')} ` : ''}SET ${sets.join(', ')}`,
        ConditionExpression: 'rev = :rev',
        ExpressionAttributeValues: {
          ...values,
          ':byStatus': { S: byStatusPartition(this.bucket, statusOf(after), shardOf(after.id)) },
          ...place !== undefined && { ':finalAt': { S: place } },
          ':rev': { N: String(after.rev) },
        },
      });
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  private update<T>(request: object): Promise<T> {
    const body = jsonBody({ TableName: this.table, ...request });
    return retrying(() => this.client.dynamodb<T>('UpdateItem', body), {
      retryable: isRetryable,
      maxAttempts: 8,
    });
  }
}
