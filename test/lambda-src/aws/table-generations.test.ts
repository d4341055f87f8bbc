import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { EmulatedTable } from './emulated-table';
import { fromItem } from '../../../lambda-src/aws/ledger-item';
import { LedgerWriter } from '../../../lambda-src/aws/ledger-writer';
import { partPartition, RowKeys } from '../../../lambda-src/aws/row-keys';
import { TableRowStore } from '../../../lambda-src/aws/row-writer';
import { TableSweepLedger } from '../../../lambda-src/aws/sweep-ledger';
import { TableGenerations } from '../../../lambda-src/aws/table-generations';
import { removeGeneration } from '../../../lambda-src/core/operations/remove-generation';
import { QUOTED } from '../../../lambda-src/core/records/notation';
import { Table } from '../../../src/contract';

let table: EmulatedTable;
beforeAll(async () => { table = await EmulatedTable.start(); });
afterAll(() => table?.stop());

const generations = () => new TableGenerations(table.client, EmulatedTable.TABLE, () => Date.now() + 10_000);

async function write(id: string, rev: number, rows: number): Promise<void> {
  const writer = new TableRowStore(table.client, EmulatedTable.TABLE)
    .writer({ id, rev, part: 0, from: 0, durable: 0, deadline: Date.now() + 60_000 });
  for (let row = 0; row < rows; row++) writer.write(QUOTED.write(`{"n":${row}}`));
  await writer.flush();
}

async function itemsIn(partition: string): Promise<number> {
  const { Count = 0 } = await table.dynamodb.send(new QueryCommand({
    TableName: EmulatedTable.TABLE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: partition } },
  }));
  return Count;
}

test('every row of a generation is removed, and no row of its neighbours', async () => {
  await write('one', 1, 730);
  await write('one', 2, 130);
  await write('one', 11, 30);
  expect(await removeGeneration(generations(), 'one', 1, () => false)).toBe(true);
  expect(await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((block) => itemsIn(`one#1#0#${block}`)))).toEqual(Array(8).fill(0));
  expect([await itemsIn('one#2#0#0'), await itemsIn('one#2#0#1'), await itemsIn('one#11#0#0')]).toEqual([100, 30, 30]);
  expect(await removeGeneration(generations(), 'one', 1, () => false)).toBe(true);
});

test('the keys that are removed are those that the writer gives', () => {
  expect(new RowKeys(partPartition('one', 1, 0)).next()).toContain('"one#1#0#0"');
});

test('a mark is set once, and only on the one that was read', async () => {
  const ledger = new TableSweepLedger(table.client, EmulatedTable.TABLE);
  const writer = new LedgerWriter(table.client, EmulatedTable.TABLE, 'b');
  const item = await writer.claim('marked');
  const mark = { mark: 1, at: '2026-01-01T00:00:00.000Z', published: 0, done: 0 };
  expect(await ledger.remember({ ...item, id: 'nobody' }, mark)).toBe(false);
  expect(await ledger.remember(item, mark)).toBe(true);
  expect(await ledger.remember(item, mark)).toBe(false);
  const claimed = await writer.claim('marked');
  expect(claimed).toMatchObject({ rev: 2, sweep: mark });
  expect(await ledger.remember(claimed, { ...mark, at: '2026-01-02T00:00:00.000Z', kept: 1 })).toBe(true);
  expect(await ledger.remember(claimed, mark)).toBe(false);
});

test('attributes that are no sweep stay away', () => {
  expect(fromItem({ [Table.PARTITION_KEY]: { S: 'id' }, bucket: { S: 'b' }, [Table.OBJECT_KEY]: { S: 'k' }, rev: { N: '1' } })).not.toHaveProperty('sweep');
});
