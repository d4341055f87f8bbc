import type { World } from './world';
import { Status } from '../../../../src/contract';

/** What is wrong with the end of a schedule, or undefined. */
export function wrongWithEnd(world: World, keys: readonly string[], tells: boolean): string | undefined {
  return (tells ? wrongWithEvents(world) : undefined) ?? firstOf(keys, (key) => wrongWith(world, key));
}

/** What a reconcile looks at: the identity in the listing against the identity in the ledger. */
export function differs(world: World, key: string): boolean {
  const current = world.current(key);
  const published = world.items.get(key)?.published;
  if (current === undefined) return published !== undefined && published.status !== Status.DELETED;
  return published?.identity !== (current.versionId ?? `${current.etag}${current.lastModified}`);
}

/** Others are told of each state that readers see, and not before they do. */
function wrongWithEvents({ tooEarly, published, announced }: World): string | undefined {
  const untold = published.find((publication) => !announced.has(publication));
  return tooEarly.length > 0 ? `the event of ${tooEarly[0]} came too early` : untold && `no event tells of ${untold}`;
}

function wrongWith(world: World, key: string): string | undefined {
  const { rows: expected = [], rejected = [] } = world.current(key) ?? {};
  const visible = world.visible(key);
  if (!isSame(visible, expected)) return `${key}: ${JSON.stringify(visible)} is shown and the bucket holds ${JSON.stringify(expected)}`;
  const item = world.items.get(key);
  if (item === undefined) return undefined;
  if (item.latest !== undefined) return `${key}: still ${item.latest.status}`;
  const kept = world.kept(key);
  if (!isSame(kept, rejected)) return `${key}: ${JSON.stringify(kept)} is kept of the rejected records ${JSON.stringify(rejected)}`;
  const isEmpty = expected.length + rejected.length === 0;
  const status = world.current(key) === undefined ? Status.DELETED : isEmpty ? Status.EMPTY : Status.COMMITTED;
  if (item.published?.status !== status) return `${key}: ${item.published?.status} and not ${status}`;
  return item.published.rowsWritten === expected.length ? undefined : `${key}: counts ${item.published.rowsWritten} of ${expected.length} rows`;
}

function isSame(texts: readonly string[], others: readonly string[]): boolean {
  return texts.length === others.length && texts.every((text, index) => text === others[index]);
}

function firstOf<T>(list: readonly T[], problem: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const wrong = problem(one);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
