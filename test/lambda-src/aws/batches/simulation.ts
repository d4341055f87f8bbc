import { FlakyTable, type TableFaults } from './flaky-table';
import type { AwsClient } from '../../../../lambda-src/aws/client';
import { blockOf, blockPartition, rowSortKey } from '../../../../lambda-src/aws/row-keys';
import { TableRowStore } from '../../../../lambda-src/aws/row-writer';
import { QUOTED } from '../../../../lambda-src/core/records/notation';
import { randomOf } from '../../core/commit/random';

/** A bug that is planted between the real row writer and the table. */
export interface BatchBug {
  /** What is done wrong. */
  readonly name: string;
  readonly plant: (client: AwsClient) => AwsClient;
}

/** Settings of one schedule. */
export interface BatchSchedule {
  readonly seed: number;
  /**
   * @default - none
   */
  readonly bug?: BatchBug;
}

const FAULTS: TableFaults = { unprocessed: 0.3, throttled: 0.1, failing: 0.1 };
const MAX_ROWS = 80;
const [ID, REV, PART] = ['id', 7, 0];

/** Writes some rows through the real row writer into a flaky table. Returns what is wrong with the table then, or undefined. */
export async function runBatches({ seed, bug }: BatchSchedule): Promise<string | undefined> {
  const random = randomOf(seed);
  const table = new FlakyTable(random, FAULTS);
  const client = bug ? bug.plant(table) : table;
  const writer = new TableRowStore(client, 'rows', () => undefined, { now: () => 0, sleep: async () => undefined, random })
    .writer({ id: ID, rev: REV, part: PART, from: 0, durable: 0, deadline: Infinity });
  const rows = 1 + Math.floor(random() * MAX_ROWS);
  try {
    for (let row = 1; row <= rows; row++) {
      writer.write(QUOTED.write(`{"n":${row}}`));
      if (random() < 0.1) await writer.drain();
    }
    await writer.flush();
  } catch (error) {
    return `${rows} rows: ${String(error)}`;
  }
  return difference(table.rows, rows);
}

function difference(stored: ReadonlyMap<string, string>, rows: number): string | undefined {
  for (let row = 1; row <= rows; row++) {
    const key = `${blockPartition(ID, REV, PART, blockOf(row))}/${rowSortKey(row)}`;
    if (stored.get(key) !== `{"n":${row}}`) return `row ${row} of ${rows} is ${stored.get(key)}`;
  }
  return stored.size === rows ? undefined : `${stored.size} rows are stored where ${rows} were written`;
}
