import { blockOf } from './row-keys';
import { ROWS_PER_BLOCK } from '../../src/contract';

/** Rows of one partition. */
export interface Block {
  readonly part: number;
  readonly block: number;
  /** Rows of the object before the part. */
  readonly before: number;
  /** First and last row that are wanted of it, counted within the part from 1. */
  readonly from: number;
  readonly to: number;
}

/**
 * Where rows `from` to `to` of an object are, in file order.
 *
 * @param parts rows of each part
 */
export function blocksOf(parts: readonly number[], from: number, to: number): Block[] {
  const blocks: Block[] = [];
  let before = 0;
  for (const [part, rows] of parts.entries()) {
    const first = Math.max(from - before, 1);
    const last = Math.min(to - before, rows);
    if (first <= last) {
      for (let block = blockOf(first); block <= blockOf(last); block++) {
        blocks.push({
          part, block, before, from: Math.max(first, block * ROWS_PER_BLOCK + 1), to: Math.min(last, (block + 1) * ROWS_PER_BLOCK),
        });
      }
    }
    before += rows;
    if (before >= to) break;
  }
  return blocks;
}
