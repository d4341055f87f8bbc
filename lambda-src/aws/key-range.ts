import type { Attributes } from './ledger-item';

/** S3's limit for a key, and DynamoDB's for a sort key. */
const MAX_KEY_BYTES = 1024;

/** A condition on the sort key `#k`, to be put behind that on the partition key. */
export interface SortCondition {
  readonly condition: string;
  readonly values: Attributes;
}

/** A key condition has room for one condition on the sort key, so "after, and with the prefix" has to be a range. */
export function keyRange(prefix: string, afterKey: string | undefined): SortCondition {
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

/** From a place on, and before another. A place is longer than its time, so none is equal to a bound that is a time. */
export function placeRange(from: string | undefined, to: string | undefined): SortCondition {
  const values = { ...from !== undefined && { ':from': { S: from } }, ...to !== undefined && { ':to': { S: to } } };
  if (from !== undefined && to !== undefined) return { condition: ' AND #k BETWEEN :from AND :to', values };
  if (from !== undefined) return { condition: ' AND #k >= :from', values };
  return to === undefined ? { condition: '', values } : { condition: ' AND #k < :to', values };
}
