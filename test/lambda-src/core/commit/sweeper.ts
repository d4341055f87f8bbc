import { Held, type Step, type Turns } from './turns';
import type { World } from './world';
import { CURSOR_LIFETIME_MS } from '../../../../lambda-src/core/api/cursor';
import type { GenerationStore } from '../../../../lambda-src/core/operations/remove-generation';
import { type SweepLedger, sweepObject } from '../../../../lambda-src/core/operations/sweep';

/** Rows of a block in this world: a kill then leaves a part of a generation behind. */
const ROWS_PER_BLOCK = 2;

/** Lambda ends an invocation then, in milliseconds. */
const MAX_INVOCATION_MS = 15 * 60 * 1000;

/** Sweeps at the end, each of all keys: one sets a mark, and the next removes what is below it. */
const [LEAST_SWEEPS, MOST_SWEEPS] = [2, 4];

/** The sweep of one object, held at each I/O until it is its turn. */
export class Sweeper extends Held {
  /** What it did that it should not have done. */
  wrong: string | undefined;
  /** Epoch milliseconds. */
  readonly endsAt: number;

  constructor(readonly key: string, private readonly world: World) {
    super();
    this.endsAt = world.now + MAX_INVOCATION_MS;
  }

  /** Runs to the first I/O. */
  start(turns: Turns, graceMs?: number): Promise<void> {
    return turns.begin(this, () => this.sweep(turns.step, graceMs));
  }

  private async sweep(step: Step, graceMs?: number): Promise<void> {
    await step();
    const { world } = this;
    const item = world.items.get(this.key);
    if (item === undefined) return;
    const ledger: SweepLedger = {
      remember: async ({ key, sweep: before }, sweep) => {
        await step();
        const now = world.items.get(key);
        if (now === undefined || now.sweep?.at !== before?.at) return false;
        world.items.set(key, { ...now, sweep });
        return true;
      },
    };
    await sweepObject(item, { ledger, generations: this.generations(step), clock: world.clock }, () => false, graceMs);
  }

  private generations(step: Step): GenerationStore {
    const { world } = this;
    return {
      parts: async (id, rev) => Math.max(0, ...world.parts.get(`${id}#${rev}`)?.keys() ?? []) + 1,
      // Looked at without a step: nothing that matters happens between two looks at what nobody writes.
      hasRows: async (id, rev, part, block) => {
        const rows = world.rows.get(`${id}#${rev}#${part}`);
        return rows !== undefined && rowsIn(block).some((row) => rows.has(row));
      },
      removeBlock: async (id, rev, part, block) => {
        await step();
        const generation = `${id}#${rev}`;
        if (world.now - (world.shownUntil.get(generation) ?? -Infinity) < CURSOR_LIFETIME_MS) this.wrong = `${generation} was removed under its readers`;
        for (const row of rowsIn(block)) world.rows.get(`${generation}#${part}`)?.delete(row);
      },
      removeParts: async (id, rev) => {
        await step();
        world.parts.delete(`${id}#${rev}`);
      },
    };
  }
}

function rowsIn(block: number): number[] {
  return Array.from({ length: ROWS_PER_BLOCK }, (_, n) => block * ROWS_PER_BLOCK + n + 1);
}

/**
 * Sweeps until nothing more can happen, and says what is there then beside the rows that are shown.
 *
 * @param laterMs - more than any grace time, in milliseconds
 */
export async function leftBehind(
  keys: readonly string[], world: World, turns: Turns, laterMs: number, graceMs?: number,
): Promise<string | undefined> {
  for (let sweeps = 0; sweeps < LEAST_SWEEPS || (sweeps < MOST_SWEEPS && deadRows(world) !== undefined); sweeps++) {
    for (const key of keys) {
      world.pass(laterMs);
      const sweeper = new Sweeper(key, world);
      await sweeper.start(turns, graceMs);
      while (!sweeper.done) await turns.next(sweeper);
    }
  }
  return deadRows(world);
}

function deadRows({ items, rows: stored }: World): string | undefined {
  const shown = new Set([...items.values()].map(({ id, published }) => `${id}#${published?.rev}`));
  for (const [part, rows] of stored) {
    const generation = part.slice(0, part.lastIndexOf('#'));
    if (rows.size > 0 && !shown.has(generation)) return `${rows.size} rows of the dead generation ${generation} are left`;
  }
  return undefined;
}
