import fc from 'fast-check';
import { compareKeys } from '../../../../lambda-src/core/operations/key-order';
import { chunked, type Keyed, merge, mergeJoin } from '../../../../lambda-src/core/operations/merge-join';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const key = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('a', 'a/', 'a0', '\u{FFFD}', '\u{1F600}', '\u{E000}b', ''));
const listing = fc.uniqueArray(key, { maxLength: 30 }).map((keys) => keys.sort(byBytes));

async function* streamed(keys: readonly string[]): AsyncGenerator<Keyed> {
  for (const one of keys) yield { key: one };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('keys are ordered as their bytes are', () => {
  fc.assert(fc.property(key, key, (a, b) => {
    expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
  }), { numRuns: 2_000 });
});

test('a join has every key of both sides once, in order, with what each side has', async () => {
  await fc.assert(fc.asyncProperty(listing, listing, async (left, right) => {
    const joined = await all(mergeJoin(streamed(left), streamed(right)));
    expect(joined.map((pair) => pair.key)).toEqual([...new Set([...left, ...right])].sort(byBytes));
    expect(joined.flatMap((pair) => pair.left?.key ?? [])).toEqual(left);
    expect(joined.flatMap((pair) => pair.right?.key ?? [])).toEqual(right);
    expect(joined.filter((pair) => [pair.left, pair.right].some((side) => side !== undefined && side.key !== pair.key))).toEqual([]);
  }), { numRuns: 500 });
});

test('a merge has every key of every listing, in order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(listing, { maxLength: 5 }), async (listings) => {
    expect((await all(merge(listings.map(streamed)))).map((item) => item.key)).toEqual(listings.flat().sort(byBytes));
  }), { numRuns: 300 });
});

test('chunks hold everything in order, each but the last full', async () => {
  await fc.assert(fc.asyncProperty(listing, fc.integer({ min: 1, max: 9 }), async (keys, size) => {
    const chunks = await all(chunked(streamed(keys), size));
    expect(chunks.flat().map((item) => item.key)).toEqual(keys);
    expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
    expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).toBe(true);
  }), { numRuns: 200 });
});

test('a join reads no further than it has to', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Keyed> {
    for (;;) yield { key: String(read++).padStart(9, '0') };
  }
  for await (const pair of mergeJoin(endless(), streamed(['000000005']))) if (pair.key === '000000009') break;
  expect(read).toBeLessThanOrEqual(11);
});
