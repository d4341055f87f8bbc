import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Comparison, compare, itemsOf, keep, kept } from './items';
import { DrillTables } from './table';

/** Where a drill restores from. */
export type Origin = 'backup' | 'pitr';

/** What is drilled, and how. */
export interface DrillOptions {
  readonly table: string;
  readonly origin: Origin;
  /** Deletes the table, and restores it under its own name; otherwise it is restored beside it. */
  readonly lose: boolean;
  /** The longest that one step may take, in seconds. */
  readonly limitSeconds: number;
  readonly onStep: (step: string, done?: number, total?: number) => void;
}

/** What came of a drill. Times are in seconds. */
export interface Drilled extends Comparison {
  readonly table: string;
  readonly restored: string;
  readonly origin: Origin;
  readonly lost: boolean;
  readonly backupSeconds: number;
  /** From the loss, or from the order to restore, until the table answers: the recovery time. */
  readonly restoreSeconds: number;
  readonly compareSeconds: number;
}

/** Restores a table, compares it item by item with what was there, and takes away what the drill made. */
export async function drill(dynamodb: DynamoDBClient, options: DrillOptions): Promise<Drilled> {
  const { table, origin, lose, limitSeconds, onStep } = options;
  const tables = new DrillTables(dynamodb, limitSeconds);
  const name = `${table.slice(0, 220)}-drill-${Date.now().toString(36)}`;
  const restored = lose ? table : name;
  const { keys, items } = await tables.shape(table);
  const settings = await tables.settings(table);
  const folder = mkdtempSync(join(tmpdir(), 'restore-drill-'));
  const list = join(folder, 'items');
  const undo: (() => Promise<void>)[] = [];
  try {
    onStep('backing the table up');
    const asked = Date.now();
    const backup = origin === 'backup' ? await tables.backUp(table, name) : undefined;
    if (backup !== undefined) undo.push(() => tables.removeBackup(backup));
    const backedUp = Date.now();
    if (lose) {
      onStep('listing what is in the table');
      await keep(itemsOf(dynamodb, table, keys), list);
      onStep('deleting the table');
      // From here on the backup is the data: it goes only when the restored table turns out the same.
      undo.length = 0;
      await tables.remove(table);
    }
    onStep('restoring the table');
    const gone = Date.now();
    if (!lose) undo.unshift(() => tables.remove(restored));
    if (backup === undefined) await tables.restoreNewest(table, restored);
    else await tables.restore(backup, restored, !lose);
    if (lose) await tables.set(table, settings);
    const there = Date.now();
    onStep('comparing item by item');
    const expected = lose ? kept(list) : itemsOf(dynamodb, table, keys);
    const comparison = await compare(dynamodb, expected, restored, keys, (done) => onStep('comparing item by item', done, Math.max(done, items)));
    if (lose && backup !== undefined && isSame(comparison)) undo.push(() => tables.removeBackup(backup));
    return {
      table,
      restored,
      origin,
      lost: lose,
      ...comparison,
      backupSeconds: (backedUp - asked) / 1000,
      restoreSeconds: (there - gone) / 1000,
      compareSeconds: (Date.now() - there) / 1000,
    };
  } finally {
    onStep('taking away what the drill made');
    rmSync(folder, { recursive: true, force: true });
    for (const step of undo) await step();
  }
}

/** Whether nothing is missing, besides or different. */
export function isSame({ missing, extra, different }: Comparison): boolean {
  return missing === 0 && extra === 0 && different === 0;
}
