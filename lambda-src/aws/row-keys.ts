import { ROW_DIGITS, ROWS_PER_BLOCK, Table } from '../../src/contract';

/** What the partition keys of the rows of one part have in front of the block number. */
export function partPartition(id: string, rev: number, part: number): string {
  return `${id}#${rev}#${part}#`;
}

/** The block of a row number, from 0. */
export function blockOf(row: number): number {
  return Math.floor((row - 1) / ROWS_PER_BLOCK);
}

/** Partition key of a block of rows. */
export function blockPartition(id: string, rev: number, part: number, block: number): string {
  return `${partPartition(id, rev, part)}${block}`;
}

/** Partition key of the items that tell of the parts of a generation, where it was written in several. */
export function partsPartition(id: string, rev: number): string {
  return `${id}#${rev}#parts`;
}

/** Sort key of a row within its part. */
export function rowSortKey(row: number): string {
  return String(row).padStart(ROW_DIGITS, '0');
}

const HUNDRED = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/**
 * The keys of the rows of one part, one after the other, as the beginning of an item's JSON text. A row makes no string of a number:
 * V8 keeps the last thousands of those, so all of them would outlive the young generation of the heap, and the process would grow.
 */
export class RowKeys {
  private partitionKey = '';
  private leadingDigits = '';

  /**
   * @param partition what {@link partPartition} says
   * @param row the row before the first
   */
  constructor(private readonly partition: string, public row = 0) {
    if (row % ROWS_PER_BLOCK !== 0) this.enter(row);
    this.leadingDigits = leading(row);
  }

  /** `"pk":{"S":"…"},"sk":{"S":"…"}` of the next row. */
  next(): string {
    if (this.row % ROWS_PER_BLOCK === 0) this.enter(this.row);
    this.row++;
    const last = this.row % 100;
    if (last === 0) this.leadingDigits = leading(this.row);
    return `${this.partitionKey},"${Table.SORT_KEY}":{"S":"${this.leadingDigits}${HUNDRED[last]}"}`;
  }

  /** Begins the block of the row after this one. */
  private enter(row: number): void {
    this.partitionKey = `"${Table.PARTITION_KEY}":{"S":"${this.partition}${Math.floor(row / ROWS_PER_BLOCK)}"}`;
  }
}

/** All digits of a row number but the last two. */
function leading(row: number): string {
  return String(Math.floor(row / 100)).padStart(ROW_DIGITS - 2, '0');
}
