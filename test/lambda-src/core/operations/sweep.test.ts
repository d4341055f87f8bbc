import { deadGenerations, SWEEP_GRACE_MS, sweepObject } from '../../../../lambda-src/core/operations/sweep';
import type { LedgerItem, Published, SweepState } from '../../../../src/contract';

const AT = '2026-01-01T00:00:00.000Z';
const later = (ms: number): Date => new Date(Date.parse(AT) + ms);
const item = (rev: number, published?: number, sweep?: Omit<SweepState, 'at'>): LedgerItem => ({
  id: 'id', bucket: 'b', key: 'k', rev, ...published && { published: { rev: published } as Published }, ...sweep && { sweep: { ...sweep, at: AT } },
});
const RIPE = later(SWEEP_GRACE_MS);

test.each<[string, LedgerItem, number[]]>([
  ['without a mark', item(9, 9), []],
  ['below the mark', item(5, 5, { mark: 5, published: 5, done: 0 }), [1, 2, 3, 4]],
  ['but not the one that was published then', item(9, 9, { mark: 5, published: 3, done: 0 }), [1, 2, 4]],
  ['and not what is gone', item(9, 9, { mark: 5, published: 5, done: 3 }), [4]],
  ['and the one that was kept, once it is replaced', item(9, 9, { mark: 5, published: 5, done: 3, kept: 2 }), [2, 4]],
  ['and the kept one stays while it is shown', item(9, 2, { mark: 5, published: 2, done: 3, kept: 2 }), [4]],
  ['with none published', item(4, undefined, { mark: 4, published: 0, done: 0 }), [1, 2, 3]],
])('dead are the generations %s', (_name, entry, expected) => {
  expect([...deadGenerations(entry, RIPE)]).toEqual(expected);
  expect([...deadGenerations(entry, later(SWEEP_GRACE_MS - 1))]).toEqual([]);
});

/** What a sweep remembers, and what it removes. */
async function swept(entry: LedgerItem, now: Date, timeIsUp = () => false): Promise<{ state?: SweepState; removed: number[]; finished: boolean }> {
  let state: SweepState | undefined;
  const removed: number[] = [];
  const { finished } = await sweepObject(entry, {
    ledger: { remember: async (_item, sweep) => { state = sweep; return true; } },
    generations: {
      parts: async () => 1, hasRows: async () => false, removeBlock: async () => undefined, removeParts: async (_id, rev) => void removed.push(rev),
    },
    clock: { now: () => now },
  }, timeIsUp);
  return { state, removed, finished };
}

test.each<[string, LedgerItem, Date, SweepState | undefined]>([
  ['none for an object that was read once', item(1, 1), RIPE, undefined],
  ['none while there is nothing but what is shown and its duplicates\' claims', item(2, 1), RIPE, undefined],
  ['one as soon as something was replaced', item(2, 2), RIPE, { mark: 2, at: RIPE.toISOString(), published: 2, done: 0 }],
  ['the same while it is not ripe', item(9, 9, { mark: 2, published: 2, done: 0 }), later(1), undefined],
  ['the same again once all below it is gone', item(2, 2, { mark: 2, published: 2, done: 1 }), RIPE, undefined],
  ['the kept one remembered', item(5, 3, { mark: 5, published: 3, done: 0 }), RIPE, { mark: 5, at: AT, published: 3, done: 4, kept: 3 }],
  ['a new one where more was replaced since', item(9, 9, { mark: 5, published: 3, done: 0 }), RIPE,
    { mark: 9, at: RIPE.toISOString(), published: 9, done: 4, kept: 3 }],
])('the mark: %s', async (_name, entry, now, expected) => {
  expect((await swept(entry, now)).state).toEqual(expected);
});

test('a sweep that runs out of time remembers what it has done', async () => {
  let looks = 0;
  const result = await swept(item(9, 9, { mark: 6, published: 2, done: 0 }), RIPE, () => ++looks > 2);
  expect(result).toEqual({ removed: [1, 3], finished: false, state: { mark: 6, at: AT, published: 2, done: 3, kept: 2 } });
});
