import { type AwsClient, isConditionFailure, isRetryable } from './client';
import { ledgerKey, toAttribute } from './ledger-item';
import { jsonBody } from './query';
import { type LedgerItem, type SweepState, Table } from '../../src/contract';
import type { SweepLedger } from '../core/operations/sweep';
import { retrying } from '../core/retry';

/** The marks of the sweep, in the ledger items. */
export class TableSweepLedger implements SweepLedger {
  constructor(private readonly client: AwsClient, private readonly table: string) {}

  async remember({ id, sweep: before }: LedgerItem, sweep: SweepState): Promise<boolean> {
    const body = jsonBody({
      TableName: this.table,
      Key: ledgerKey(id),
      UpdateExpression: 'SET #sweep = :sweep',
      ConditionExpression: before ? '#sweep.#at = :before' : `attribute_exists(${Table.PARTITION_KEY}) AND attribute_not_exists(#sweep)`,
      ExpressionAttributeNames: { '#sweep': 'sweep', ...before && { '#at': 'at' } },
      ExpressionAttributeValues: { ':sweep': toAttribute(sweep), ...before && { ':before': { S: before.at } } },
    });
    try {
      await retrying(() => this.client.dynamodb('UpdateItem', body), { retryable: isRetryable, maxAttempts: 8 });
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }
}
