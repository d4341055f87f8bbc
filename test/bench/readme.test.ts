import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from '../../bench/measure';
import { shown, withTable } from '../../bench/readme';
import { kept } from '../../bench/save';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

test('the README shows what was kept, each row of its table and the plot', () => {
  expect(withTable(README, shown(kept()))).toBe(README);
  expect(README).toContain('](bench/results/latest.svg)');
});

test('a row is shown where it was measured, and by what is ours, the peer and the ratio', () => {
  const table = shown(new Map([
    ['ingest', {
      where: 'here',
      measures: [
        measure('rows per CPU-second, 20 MB of csv, vs recipe', 'rows/s', 200_000, 20_000), measure('peak memory, 2000 MB of csv with a schema against 20 MB', 'MB', 99, 98),
      ],
    }],
    ['parse', { where: 'there', measures: [measure('CSV parsing vs newlines', 'MB per CPU-second', 170, 7_000)] }],
  ]));
  expect(table).toBe([
    '| | this library | the recipe | ratio |', '|---|---|---|---|', '| 20 MB of CSV without a schema, rows per CPU-second | 200,000 | 20,000 | 10 |', '',
    'Memory is bounded: 99 MB at most over 2 GB of CSV, 1.01 times that over 20 MB.', 'Measured on here; there: the ratios travel, the numbers do not.',
  ].join('\n'));
});

test('only the table changes, and a README without a place for it is refused', () => {
  expect(withTable('a\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nb', 'new')).toBe('a\n<!-- bench: begin -->\nnew\n<!-- bench: end -->\nb');
  expect(() => withTable('a', 'new')).toThrow('the README has no place for the table');
});
