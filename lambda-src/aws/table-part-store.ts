import { unmarshall } from '@aws-sdk/util-dynamodb';
import { batchWrite } from './batch-write';
import { type AwsClient, isConditionFailure, isRetryable } from './client';
import { type Attributes, toAttribute } from './ledger-item';
import { jsonBody, query } from './query';
import { partsPartition, rowSortKey } from './row-keys';
import { Table } from '../../src/contract';
import type { PartState } from '../core/commit/part-state';
import type { PartClaim, PartStore } from '../core/ports';
import { retrying } from '../core/retry';

/** Creating parts goes on for so long, in milliseconds: a table of few write units takes them one by one. */
const CREATE_MS = 60_000;
const NAMES = { '#sequence': Table.PART_SEQUENCE, '#lease': Table.PART_LEASE };

/** Parts of generations in the table. */
export class TablePartStore implements PartStore {
  constructor(private readonly client: AwsClient, private readonly table: string) {}

  create(id: string, parts: readonly PartState[]): Promise<void> {
    const requests = parts.map((state) => ({
      PutRequest: { Item: { ...keyOf(id, state.rev, state.part), [Table.PART_STATE]: toAttribute(state) } },
    }));
    return batchWrite(this.client, this.table, requests, { deadline: Date.now() + CREATE_MS });
  }

  async take(id: string, rev: number, part: number, now: Date, until: Date): Promise<PartClaim | undefined> {
    try {
      const { Attributes: item } = await this.update<{ Attributes: Attributes }>({
        Key: keyOf(id, rev, part),
        UpdateExpression: 'SET #lease = :until ADD #sequence :one',
        ConditionExpression: 'attribute_exists(#state) AND attribute_not_exists(#done) '
          + 'AND (attribute_not_exists(#lease) OR #lease <= :now)',
        ExpressionAttributeNames: { ...NAMES, '#state': Table.PART_STATE, '#done': Table.PART_DONE },
        ExpressionAttributeValues: { ':until': { S: until.toISOString() }, ':now': { S: now.toISOString() }, ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      });
      return { state: stateOf(item), held: false };
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
    const { Item: item } = await this.client.dynamodb<{ Item?: Attributes }>('GetItem', jsonBody({
      TableName: this.table, Key: keyOf(id, rev, part), ConsistentRead: true,
    }));
    return item && { state: stateOf(item), held: item[Table.PART_DONE] === undefined };
  }

  async save(id: string, state: PartState): Promise<boolean> {
    try {
      await this.update({
        Key: keyOf(id, state.rev, state.part),
        UpdateExpression: `SET #state = :state${state.result ? ', #done = :done' : ''} REMOVE #lease`,
        ConditionExpression: '#sequence = :sequence',
        ExpressionAttributeNames: { ...NAMES, '#state': Table.PART_STATE, ...state.result && { '#done': Table.PART_DONE } },
        ExpressionAttributeValues: {
          ':state': toAttribute(state), ':sequence': { N: String(state.seq) }, ...state.result && { ':done': { BOOL: true } },
        },
      });
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  async all(id: string, rev: number): Promise<PartState[]> {
    const states: PartState[] = [];
    let start: Attributes | undefined;
    do {
      const { Items, LastEvaluatedKey } = await query(this.client, {
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': Table.PARTITION_KEY },
        ExpressionAttributeValues: { ':p': { S: partsPartition(id, rev) } },
        ...start && { ExclusiveStartKey: start },
      });
      states.push(...Items.map(stateOf));
      start = LastEvaluatedKey;
    } while (start);
    return states;
  }

  private update<T>(request: object): Promise<T> {
    const body = jsonBody({ TableName: this.table, ...request });
    return retrying(() => this.client.dynamodb<T>('UpdateItem', body), { retryable: isRetryable, maxAttempts: 8 });
  }
}

function keyOf(id: string, rev: number, part: number): Attributes {
  return { [Table.PARTITION_KEY]: { S: partsPartition(id, rev) }, [Table.SORT_KEY]: { S: rowSortKey(part) } };
}

/** Its sequence is the item's own: it counts on without the state being written. */
function stateOf(item: Attributes): PartState {
  const { [Table.PART_STATE]: state, [Table.PART_SEQUENCE]: seq = 0 } = unmarshall(item) as { [name: string]: unknown };
  return { ...state as PartState, seq: seq as number };
}
