import { Duration } from 'aws-cdk-lib';
import { RowsOptions } from './records';

/** How sort keys follow one another. */
export enum SortKeyOrder {
  /** As texts, byte by byte: `10` comes before `9`. Right for names, and for times as ISO 8601 writes them. */
  TEXT = 'text',
  /** As numbers, with every digit: `9` comes before `10`. A record whose sort key is no number is rejected. */
  NUMBER = 'number',
}

/** Which records say that what is under their key is gone. */
export interface Tombstone {
  /** Name of the column that tells. */
  readonly column: string;

  /** What stands there in a record that deletes: a text, a number, or `true`. */
  readonly value: string;

  /**
   * How long a deletion is remembered. It is what keeps an older record of the key from coming back with a late or repeated file, so it
   * should be far longer than any file is late; at least 30 days.
   *
   * @default - for ever
   */
  readonly keepFor?: Duration;
}

/** Options of {@link Records.upsert}. */
export interface UpsertOptions extends RowsOptions {
  /**
   * Name of the column whose value, together with that of the sort key, a record is found by. Records of one partition are read together,
   * and at most 1,000 of them are written per second.
   */
  readonly partitionKey: string;

  /**
   * Name of the column that tells the records of a partition apart and puts them in order.
   *
   * @default - one record for each partition key
   */
  readonly sortKey?: string;

  /**
   * How the records of a partition follow one another.
   *
   * @default SortKeyOrder.TEXT
   */
  readonly sortKeyOrder?: SortKeyOrder;

  /**
   * Which records delete.
   *
   * @default - no record does
   */
  readonly tombstone?: Tombstone;
}
