import { Turns, type Step } from './turns';
import type { World } from './world';
import { CURSOR_LIFETIME_MS } from '../../../../lambda-src/core/api/cursor';
import type { GenerationStore } from '../../../../lambda-src/core/operations/remove-generation';
import { sweepObject } from '../../../../lambda-src/core/operations/sweep';

/** Rows of a block in this world: a kill then leaves a part of a generation behind. */
const ROWS_PER_BLOCK = 2;

/** The sweep of one object, held at each I/O until it is its turn. */
export class Sweeper {
  done = false;
  /** What it did that it should not have done. */
  wrong: string | undefined;
  readonly startedAt: number;
  private readonly turns = new Turns();

  constructor(readonly key: string, world: World, graceMs?: number) {
    this.startedAt = world.now;
    void this.run(world, graceMs).finally(() => { this.done = true; });
  }

  step(): Promise<void> {
    return this.turns.next();
  }

  private async run(world: World, graceMs?: number): Promise<void> {
    const { step } = this.turns;
    await step();
    const item = world.items.get(this.key);
    if (item === undefined) return;
    const ledger = {
      remember: async ({ key, sweep: before }: typeof item, sweep: NonNullable<typeof item.sweep>) => {
        await step();
        const now = world.items.get(key);
        if (now === undefined || now.sweep?.at !== before?.at) return false;
        world.items.set(key, { ...now, sweep });
        return true;
      },
    };
    await sweepObject(item, { ledger, generations: this.generationsOf(world, step), clock: world.clock }, () => false, graceMs);
  }

  private generationsOf(world: World, step: Step): GenerationStore {
    const rowsOf = (id: string, rev: number, block: number): number[] => [...world.rows.get(`${id}#${rev}`)?.keys() ?? []]
      .filter((row) => Math.floor((row - 1) / ROWS_PER_BLOCK) === block);
    return {
      parts: async () => 1,
      // Looked at without a step: nothing that matters happens between two looks at what nobody writes.
      hasRows: async (id, rev, _part, block) => rowsOf(id, rev, block).length > 0,
      removeBlock: async (id, rev, _part, block) => {
        await step();
        const generation = `${id}#${rev}`;
        if (world.now - (world.shownUntil.get(generation) ?? -Infinity) < CURSOR_LIFETIME_MS) this.wrong = `${generation} was removed under its readers`;
        for (const row of rowsOf(id, rev, block)) world.rows.get(generation)?.delete(row);
      },
      removeParts: async () => undefined,
    };
  }
}

/**
 * Sweeps until nothing more can happen, and says what is there then beside the rows that are shown.
 *
 * @param laterMs - more than any grace time, in milliseconds
 */
export async function leftBehind(keys: readonly string[], world: World, laterMs: number, graceMs?: number): Promise<string | undefined> {
  for (const key of [...keys, ...keys, ...keys, ...keys]) {
    world.pass(laterMs);
    for (const sweeper = new Sweeper(key, world, graceMs); !sweeper.done;) await sweeper.step();
  }
  const shown = new Set([...world.items.values()].map(({ id, published }) => `${id}#${published?.rev}`));
  return [...world.rows.entries()].filter(([generation, rows]) => rows.size > 0 && !shown.has(generation))
    .map(([generation, rows]) => `${rows.size} rows of the dead generation ${generation} are left`)[0];
}
