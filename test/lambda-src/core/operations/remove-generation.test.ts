import fc from 'fast-check';
import { type GenerationStore, MAX_EMPTY_BLOCKS, removeGeneration } from '../../../../lambda-src/core/operations/remove-generation';
import { MAX_BATCHES_IN_FLIGHT, ROWS_PER_BATCH, ROWS_PER_BLOCK } from '../../../../src/contract';

/** The rows of a part by their blocks. */
type Part = Map<number, Set<number>>;

function partOf(rows: Iterable<number>): Part {
  const part: Part = new Map();
  for (const row of rows) {
    const block = Math.floor(row / ROWS_PER_BLOCK);
    part.set(block, (part.get(block) ?? new Set()).add(row));
  }
  return part;
}

const rowsOf = (part: Part): number[] => [...part.values()].flatMap((block) => [...block]);

/** A store over some parts that dies when its lives are used up. */
function generation(parts: Part[], lives = Infinity): GenerationStore {
  let left = lives;
  const spend = (): void => { if (left-- <= 0) throw new Error('killed'); };
  return {
    parts: async () => parts.length,
    hasRows: async (_id, _rev, part, block) => (parts[part].get(block)?.size ?? 0) > 0,
    removeBlock: async (_id, _rev, part, block) => {
      const rows = parts[part].get(block) ?? new Set();
      for (const row of [...rows]) {
        // Now and then another block gets its turn, as it does where rows go by batches.
        if (row % ROWS_PER_BATCH === 0) await Promise.resolve();
        spend();
        rows.delete(row);
      }
    },
    removeParts: async () => spend(),
  };
}

/** Rows of a part whose writer was killed: all up to a point but a few batches, which were still on their way. Side by side they are the longest gap. */
const killedPart = fc.tuple(
  fc.nat(400), fc.array(fc.nat(400), { maxLength: MAX_BATCHES_IN_FLIGHT }), fc.option(fc.nat(400), { nil: undefined }),
).map(([batches, missing, gap]) => {
  const holes = new Set(gap === undefined ? missing : Array.from({ length: MAX_BATCHES_IN_FLIGHT }, (_, n) => gap + n));
  return partOf(Array.from({ length: batches }, (_, batch) => batch).filter((batch) => !holes.has(batch))
    .flatMap((batch) => Array.from({ length: ROWS_PER_BATCH }, (_, n) => batch * ROWS_PER_BATCH + n)));
});

test('removes every row of a generation whose writer was killed, however often the removal is killed too', async () => {
  const anyParts = fc.array(killedPart, { minLength: 1, maxLength: 2 });
  await fc.assert(fc.asyncProperty(anyParts, fc.array(fc.nat(2_000), { maxLength: 3 }), async (parts, kills) => {
    for (const lives of kills) await removeGeneration(generation(parts, lives), 'id', 1, () => false).catch(() => undefined);
    expect(await removeGeneration(generation(parts), 'id', 1, () => false)).toBe(true);
    expect(parts.flatMap(rowsOf)).toEqual([]);
  }), { numRuns: 100 });
});

test('a gap is no longer than the batches that can be in flight, and what lies behind one block more is not looked for', async () => {
  const behind = partOf([(MAX_EMPTY_BLOCKS + 1) * ROWS_PER_BLOCK]);
  await removeGeneration(generation([behind]), 'id', 1, () => false);
  expect(rowsOf(behind)).toHaveLength(1);
  const within = partOf([MAX_EMPTY_BLOCKS * ROWS_PER_BLOCK]);
  await removeGeneration(generation([within]), 'id', 1, () => false);
  expect(rowsOf(within)).toEqual([]);
});

test('stops between two blocks when the time is up, with the last rows gone first', async () => {
  const part = partOf(Array.from({ length: 20 * ROWS_PER_BLOCK }, (_, row) => row));
  let looks = 0;
  expect(await removeGeneration(generation([part]), 'id', 1, () => ++looks > 2)).toBe(false);
  expect(Math.max(...rowsOf(part))).toBe(12 * ROWS_PER_BLOCK - 1);
});
