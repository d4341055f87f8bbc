import { type GenerationStore, removeGeneration } from './remove-generation';
import type { LedgerItem, SweepState } from '../../../src/contract';
import { CURSOR_LIFETIME_MS } from '../api/cursor';
import type { Clock } from '../ports';

/** Lambda ends an invocation then. */
const MAX_INVOCATION_MS = 15 * 60 * 1000;

/** The clocks of two machines differ by less. */
const CLOCK_MARGIN_MS = 5 * 60 * 1000;

/** When what was superseded before a mark has neither a writer nor a reader any more, in milliseconds after the mark. */
export const SWEEP_GRACE_MS = MAX_INVOCATION_MS + CURSOR_LIFETIME_MS + CLOCK_MARGIN_MS;

/** Remembers how far the sweep of an object is. */
export interface SweepLedger {
  /** Holds only while nobody else has set another mark since `item` was read; false then. */
  remember(item: LedgerItem, sweep: SweepState): Promise<boolean>;
}

/** What the sweep works with. */
export interface SweepPorts {
  readonly ledger: SweepLedger;
  readonly generations: GenerationStore;
  readonly clock: Clock;
}

/** What the sweep of one object came to. */
export interface SweepResult {
  /** Generations that were looked through and have no rows now. */
  readonly removed: number;
  /** False where the time was up. */
  readonly finished: boolean;
}

/**
 * The generations that nobody can see, write or still be reading. A claim below the mark was superseded by then, so no invocation works
 * under it once the grace time has passed; and publishing needs the newest claim, so none of them will ever be shown again. The one that
 * was published at the mark may have been replaced a moment ago: it stays until the next mark.
 */
export function* deadGenerations({ sweep, published }: LedgerItem, now: Date, graceMs = SWEEP_GRACE_MS): Generator<number> {
  if (sweep === undefined || !isRipe(sweep, now, graceMs)) return;
  const isSeen = (rev: number): boolean => rev === sweep.published || rev === published?.rev;
  if (sweep.kept !== undefined && !isSeen(sweep.kept)) yield sweep.kept;
  for (let rev = sweep.done + 1; rev < sweep.mark; rev++) {
    if (!isSeen(rev)) yield rev;
  }
}

/**
 * Removes the dead generations of one object, and sets the next mark where there will be more. The mark is written after the rows are
 * gone, so a kill anywhere repeats some work and forgets nothing.
 *
 * @param graceMs only the tests know better
 */
export async function sweepObject(item: LedgerItem, ports: SweepPorts, timeIsUp: () => boolean, graceMs = SWEEP_GRACE_MS): Promise<SweepResult> {
  const now = ports.clock.now();
  let state = item.sweep;
  let removed = 0;
  for (const rev of deadGenerations(item, now, graceMs)) {
    if (timeIsUp() || !await removeGeneration(ports.generations, item.id, rev, timeIsUp)) {
      if (state && removed > 0) await ports.ledger.remember(item, state);
      return { removed, finished: false };
    }
    removed++;
    state = state && upTo(state, Math.max(rev, state.done));
  }
  if (state && isRipe(state, now, graceMs)) state = upTo(state, Math.max(state.done, state.mark - 1));
  const next = state === undefined || isRipe(state, now, graceMs) ? nextMark(item, state, now) : state;
  if (next !== undefined && !isSame(next, item.sweep)) await ports.ledger.remember(item, next);
  return { removed, finished: true };
}

function isSame(a: SweepState, b: SweepState | undefined): boolean {
  return b !== undefined && a.mark === b.mark && a.at === b.at && a.published === b.published && a.done === b.done && a.kept === b.kept;
}

/** Whether everything under the mark is dead. */
function isRipe({ at }: SweepState, now: Date, graceMs: number): boolean {
  return now.getTime() - Date.parse(at) >= graceMs;
}

/** The same mark, with the generations up to `done` gone. */
function upTo({ mark, at, published }: SweepState, done: number): SweepState {
  return { mark, at, published, done, ...published > 0 && published <= done && { kept: published } };
}

/** A mark is worth a write only where it leads to something: an object that was read once never gets one. */
function nextMark({ rev, published }: LedgerItem, state: SweepState | undefined, now: Date): SweepState | undefined {
  const { done, kept } = state ?? { done: 0 };
  const seen = published?.rev ?? 0;
  const below = Math.max(0, rev - 1 - done) - (seen > done && seen < rev ? 1 : 0);
  if (below === 0 && (kept === undefined || kept === seen)) return state;
  return { mark: rev, at: now.toISOString(), published: seen, done, ...kept !== undefined && { kept } };
}
