import { Token } from 'aws-cdk-lib';
import { UpsertConfig } from '../contract';
import { SortKeyOrder, UpsertOptions } from '../records/upsert-options';

/** Days that a tombstone is kept at least: twice as long as a message may wait. */
const MIN_KEEP_DAYS = 30;

/** Checks the options and turns them into what the handlers get. */
export function upsertConfig(options: UpsertOptions): UpsertConfig {
  const { partitionKey, sortKey, tombstone, sortKeyOrder = SortKeyOrder.TEXT } = options;
  for (const [name, column] of Object.entries({ partitionKey, sortKey, 'tombstone.column': tombstone?.column })) {
    if (column === '') throw new Error(`${name} is the name of a column, not an empty text`);
  }
  if (sortKey === partitionKey) {
    throw new Error(`partitionKey and sortKey are both ${JSON.stringify(sortKey)}: name two columns, or leave the sortKey out`);
  }
  if (sortKey === undefined && options.sortKeyOrder !== undefined) {
    throw new Error(`sortKeyOrder is ${JSON.stringify(sortKeyOrder)} and there is no sortKey: name one, or leave the order out`);
  }
  const keepFor = tombstone?.keepFor;
  if (keepFor !== undefined && !Token.isUnresolved(keepFor) && keepFor.toDays({ integral: false }) < MIN_KEEP_DAYS) {
    throw new Error(`tombstone.keepFor is at least ${MIN_KEEP_DAYS} days, not ${keepFor.toHumanString()}: an older file that comes late would bring deleted records back`);
  }
  return {
    partitionKey,
    sortKeyOrder,
    ...sortKey !== undefined && { sortKey },
    ...tombstone && { tombstone: { column: tombstone.column, value: tombstone.value, ...keepFor && { keepSeconds: keepFor.toSeconds() } } },
  };
}
