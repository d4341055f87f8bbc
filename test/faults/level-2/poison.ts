import type { Dice } from './dice';
import { s3Event } from '../../integration/s3-event';

const KINDS: readonly ((n: number) => string)[] = [
  (n) => `no JSON, ${n}`,
  (n) => JSON.stringify({ nothing: n }),
  (n) => s3Event({ bucket: `another-bucket-${n}`, key: 'a.csv' }),
  (n) => s3Event({ bucket: 'b', key: `${n}.csv` }).replace('"2.1"', '"3.0"'),
];

/** Messages that no redelivery helps, each another one. */
export function poisonMessages(count: number, dice: Dice): string[] {
  return Array.from({ length: count }, (_, n) => dice.one(KINDS)(n));
}
