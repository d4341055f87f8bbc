import { Turns, type Step } from './turns';
import type { World } from './world';
import { CURSOR_LIFETIME_MS } from '../../../../lambda-src/core/api/cursor';
import type { GenerationStore } from '../../../../lambda-src/core/operations/remove-generation';
import { sweepObject } from '../../../../lambda-src/core/operations/sweep';

/** Rows of a block in this world: a kill then leaves a part of a generation behind. */
const ROWS_PER_BLOCK = 2;

/** Lambda ends an invocation then, in milliseconds. */
const MAX_INVOCATION_MS = 15 * 60 * 1000;

/** The sweep of one object, held at each I/O until it is its turn. */
export class Sweeper {
  done = false;
  /** What it did that it should not have done. */
  wrong: string | undefined;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  private readonly turns = new Turns();

  constructor(readonly key: string, world: World, graceMs?: number) {
    this.endsAt = world.now + MAX_INVOCATION_MS;
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
    const rowsOf = (id: string, rev: number, part: number, block: number): number[] => [...world.rows.get(`${id}#${rev}#${part}`)?.keys() ?? []]
      .filter((row) => Math.floor((row - 1) / ROWS_PER_BLOCK) === block);
    return {
      parts: async (id, rev) => Math.max(0, ...world.parts.get(`${id}#${rev}`)?.keys() ?? []) + 1,
      // Looked at without a step: nothing that matters happens between two looks at what nobody writes.
      hasRows: async (id, rev, part, block) => rowsOf(id, rev, part, block).length > 0,
      removeBlock: async (id, rev, part, block) => {
        await step();
        const generation = `${id}#${rev}`;
        if (world.now - (world.shownUntil.get(generation) ?? -Infinity) < CURSOR_LIFETIME_MS) this.wrong = `${generation} was removed under its readers`;
        for (const row of rowsOf(id, rev, part, block)) world.rows.get(`${generation}#${part}`)?.delete(row);
      },
      removeParts: async (id, rev) => {
        await step();
        world.parts.delete(`${id}#${rev}`);
      },
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
  const generationOf = (part: string): string => part.slice(0, part.lastIndexOf('#'));
  return [...world.rows.entries()].filter(([part, rows]) => rows.size > 0 && !shown.has(generationOf(part)))
    .map(([part, rows]) => `${rows.size} rows of the dead generation ${generationOf(part)} are left`)[0];
}
