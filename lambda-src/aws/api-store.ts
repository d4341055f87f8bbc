import { type AwsClient, isConditionFailure, isRetryable } from './client';
import type { Attributes } from './ledger-item';
import { jsonBody } from './query';
import { ApiItem, Table } from '../../src/contract';
import type { ApiStore, StoredKind } from '../core/api/ports';
import { retrying } from '../core/retry';

/**
 * What the API has to remember between two requests, in the table beside the ledger and apart from it. An item that has expired is not there, whether
 * or not the table has deleted it yet.
 */
export class TableApiStore implements ApiStore {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly now: () => number = Date.now) {}

  async read(kind: StoredKind, id: string): Promise<string | undefined> {
    const body = jsonBody({ TableName: this.table, Key: keyOf(kind, id), ConsistentRead: true });
    const { Item } = await this.client.dynamodb<{ Item?: Attributes }>('GetItem', body);
    return Item !== undefined && Number(Item[ApiItem.EXPIRES]?.N) > this.now() / 1000 ? Item[ApiItem.TEXT]?.S : undefined;
  }

  claim(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean> {
    // The claim's own answer may have got lost.
    const values = { ':now': { N: seconds(this.now()) } };
    return this.put(kind, id, owner, text, expiresAt, 'attribute_not_exists(#p) OR #e <= :now OR #o = :owner', values, ['#p', '#e', '#o']);
  }

  write(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean> {
    return this.put(kind, id, owner, text, expiresAt, 'attribute_not_exists(#p) OR #o = :owner', {}, ['#p', '#o']);
  }

  async remove(kind: StoredKind, id: string, owner: string): Promise<void> {
    await this.conditionally('DeleteItem', {
      Key: keyOf(kind, id),
      ConditionExpression: '#o = :owner',
      ExpressionAttributeNames: { '#o': ApiItem.OWNER },
      ExpressionAttributeValues: { ':owner': { S: owner } },
    });
  }

  private put(
    kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date,
    condition: string, values: Attributes, names: (keyof typeof NAMES)[],
  ): Promise<boolean> {
    return this.conditionally('PutItem', {
      Item: {
        ...keyOf(kind, id),
        [ApiItem.OWNER]: { S: owner },
        [ApiItem.TEXT]: { S: text },
        [ApiItem.EXPIRES]: { N: seconds(expiresAt.getTime()) },
      },
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [name, NAMES[name]])),
      ExpressionAttributeValues: { ':owner': { S: owner }, ...values },
    });
  }

  private async conditionally(operation: string, input: object): Promise<boolean> {
    try {
      const body = jsonBody({ TableName: this.table, ...input });
      await retrying(() => this.client.dynamodb(operation, body), { maxAttempts: 3, retryable: isRetryable });
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }
}

const NAMES = { '#p': Table.PARTITION_KEY, '#e': ApiItem.EXPIRES, '#o': ApiItem.OWNER } as const;

function keyOf(kind: StoredKind, id: string): Attributes {
  return { [Table.PARTITION_KEY]: { S: `${ApiItem.PREFIX}${kind}#${id}` }, [Table.SORT_KEY]: { S: ApiItem.SORT_KEY } };
}

/** DynamoDB's time to live counts seconds. */
function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
