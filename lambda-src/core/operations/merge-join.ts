import { compareKeys } from './key-order';

/** Something with a place in the order of keys. */
export interface Keyed {
  readonly key: string;
}

/** What two listings have under one key: at least one of them has something. */
export interface Joined<L extends Keyed, R extends Keyed> {
  readonly key: string;
  readonly left?: L;
  readonly right?: R;
}

/** Every key of two listings that are each in key order, once, in key order. Holds one entry of each and no more. */
export async function* mergeJoin<L extends Keyed, R extends Keyed>(left: AsyncIterable<L>, right: AsyncIterable<R>): AsyncGenerator<Joined<L, R>> {
  const lefts = left[Symbol.asyncIterator]();
  const rights = right[Symbol.asyncIterator]();
  let [l, r] = await Promise.all([lefts.next(), rights.next()]);
  while (!l.done || !r.done) {
    const order = l.done ? 1 : r.done ? -1 : compareKeys(l.value.key, r.value.key);
    if (order < 0 && !l.done) {
      yield { key: l.value.key, left: l.value };
      l = await lefts.next();
    } else if (order > 0 && !r.done) {
      yield { key: r.value.key, right: r.value };
      r = await rights.next();
    } else if (!l.done && !r.done) {
      yield { key: l.value.key, left: l.value, right: r.value };
      [l, r] = await Promise.all([lefts.next(), rights.next()]);
    }
  }
}

/** Listings that are each in key order as one of them. */
export async function* merge<T extends Keyed>(listings: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const iterators = listings.map(listing => listing[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map(iterator => iterator.next()));
  for (;;) {
    let first = -1;
    heads.forEach((head, index) => {
      if (!head.done && (first < 0 || compareKeys(head.value.key, heads[first].value.key) < 0)) first = index;
    });
    if (first < 0) return;
    yield heads[first].value;
    heads[first] = await iterators[first].next();
  }
}

/** Groups of up to `size`, so that what follows can ask for many at once. */
export async function* chunked<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
