import { EmulatedTable } from './emulated-table';
import { TablePartStore } from '../../../lambda-src/aws/table-part-store';
import type { PartState } from '../../../lambda-src/core/commit/part-state';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-01T00:10:00.000Z');
const AFTERWARDS = new Date('2026-01-01T00:20:00.000Z');

let world: EmulatedTable;
let parts: TablePartStore;
beforeAll(async () => {
  world = await EmulatedTable.start();
  parts = new TablePartStore(world.client, EmulatedTable.TABLE);
});
afterAll(() => world?.stop());

const state = (part: number, of: number, rest: Partial<PartState> = {}): PartState => ({
  rev: 7, part, of, identity: 'version:é', seq: 0, durable: 0, range: { from: part * 100, to: part * 100 + 100 }, csv: { delimiter: ';', names: ['a', '\u00c3\u00bc'] }, ...rest,
});

test('parts come back as they were written, in order, any number of them', async () => {
  const written = Array.from({ length: 256 }, (_, part) => state(part, 256));
  await parts.create('many', written);
  expect(await parts.all('many', 7)).toEqual(written);
  expect(await parts.all('many', 8)).toEqual([]);
});

test('a part is one worker\'s until it lets go or its time is over', async () => {
  await parts.create('one', [state(0, 1)]);
  expect(await parts.take('one', 7, 0, NOW, LATER)).toEqual({ state: state(0, 1, { seq: 1 }), held: false });
  expect(await parts.take('one', 7, 0, NOW, LATER)).toEqual({ state: state(0, 1, { seq: 1 }), held: true });
  expect(await parts.take('one', 7, 0, LATER, AFTERWARDS)).toMatchObject({ state: { seq: 2 }, held: false });

  const checkpoint = { parsed: 3, rejectedCount: 1, rejected: [], start: 0, mark: { offset: 40, lines: { line: 4, lineStart: 30, afterCr: false } } };
  expect(await parts.save('one', state(0, 1, { seq: 1, durable: 9 }))).toBe(false);
  expect(await parts.save('one', state(0, 1, { seq: 2, durable: 2, checkpoint }))).toBe(true);
  expect(await parts.take('one', 7, 0, LATER, AFTERWARDS)).toEqual({ state: state(0, 1, { seq: 3, durable: 2, checkpoint }), held: false });
});

test('a part that is done stays done and is nobody\'s', async () => {
  const result = { parsed: 5, rejectedCount: 0, rejected: [], start: 0, end: 100, lines: 5 };
  await parts.create('done', [state(0, 1)]);
  await parts.take('done', 7, 0, NOW, LATER);
  expect(await parts.save('done', state(0, 1, { seq: 1, result }))).toBe(true);
  expect(await parts.take('done', 7, 0, AFTERWARDS, AFTERWARDS)).toEqual({ state: state(0, 1, { seq: 1, result }), held: false });
});

test('a part that was never made is none', async () => {
  expect(await parts.take('one', 7, 1, NOW, LATER)).toBeUndefined();
  expect(await parts.take('nobody', 1, 0, NOW, LATER)).toBeUndefined();
});
