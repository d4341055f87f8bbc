import { MAX_BATCHES_IN_FLIGHT, ROWS_PER_BATCH, ROWS_PER_BLOCK } from '../../../src/contract';

/** The rows of generations that nobody writes or reads any more. Removing what is not there succeeds. */
export interface GenerationStore {
  /** In how many parts, counted from 0, the generation may have rows; 1 at least. */
  parts(id: string, rev: number): Promise<number>;
  hasRows(id: string, rev: number, part: number, block: number): Promise<boolean>;
  removeBlock(id: string, rev: number, part: number, block: number): Promise<void>;
  /** Forgets in how many parts the generation was written. */
  removeParts(id: string, rev: number): Promise<void>;
}

/** Blocks that are removed at once. */
const BLOCKS_AT_ONCE = 4;

/**
 * So many empty blocks in a row may have rows behind them. A writer that was killed leaves out no more than its batches in flight, and a
 * removal that was killed no more than the blocks that it worked on at once.
 */
export const MAX_EMPTY_BLOCKS = Math.ceil(MAX_BATCHES_IN_FLIGHT * ROWS_PER_BATCH / ROWS_PER_BLOCK) + BLOCKS_AT_ONCE - 1;

/**
 * Removes every row of a generation, its last rows first: what is left after a kill has no longer gap than
 * {@link MAX_EMPTY_BLOCKS} before its end, so that the next removal finds all of it.
 *
 * @returns false where the time was up before
 */
export async function removeGeneration(store: GenerationStore, id: string, rev: number, timeIsUp: () => boolean): Promise<boolean> {
  for (let part = await store.parts(id, rev) - 1; part >= 0; part--) {
    let end = await blocksOf(block => store.hasRows(id, rev, part, block));
    while (end > 0) {
      if (timeIsUp()) return false;
      const start = Math.max(0, end - BLOCKS_AT_ONCE);
      await Promise.all(Array.from({ length: end - start }, (_, n) => store.removeBlock(id, rev, part, start + n)));
      end = start;
    }
  }
  await store.removeParts(id, rev);
  return true;
}

/** Behind which block there is nothing more: doubled until nothing is found, then halved. */
async function blocksOf(hasRows: (block: number) => Promise<boolean>): Promise<number> {
  const nothingFrom = async (start: number): Promise<boolean> => {
    const found = await Promise.all(Array.from({ length: MAX_EMPTY_BLOCKS + 1 }, (_, n) => hasRows(start + n)));
    return !found.includes(true);
  };
  if (await nothingFrom(0)) return 0;
  let something = 0;
  let nothing = 1;
  while (!await nothingFrom(nothing)) {
    something = nothing;
    nothing *= 2;
  }
  while (nothing - something > 1) {
    const middle = Math.floor((something + nothing) / 2);
    if (await nothingFrom(middle)) nothing = middle;
    else something = middle;
  }
  return nothing;
}
