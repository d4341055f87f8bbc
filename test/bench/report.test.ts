import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { alone, inTurns, measure, median } from '../../bench/measure';
import { markdown } from '../../bench/report';

test('a figure has a ratio and no more digits than it deserves', () => {
  expect(measure('rows', 'rows/s', 170_123.4, 21_000)).toEqual({ name: 'rows', ours: 170_100, peer: 21_000, ratio: 8.101, unit: 'rows/s' });
});

test('the median is a value that was measured', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2, 7]);
});

test('contenders run in turns', async () => {
  const seen: string[] = [];
  const results = await inTurns(['a', 'b'], 2, async (name, round) => {
    seen.push(name);
    return `${name}${round}`;
  });
  expect([seen, results]).toEqual([['a', 'b', 'a', 'b'], [['a0', 'a1'], ['b0', 'b1']]]);
});

test('the table is Markdown', () => {
  expect(markdown([measure('rows', 'rows/s', 170_000, 20_000)])).toBe([
    '| measure |    ours |   peer | ours / peer | unit   |',
    '|---------|--------:|-------:|------------:|--------|',
    '| rows    | 170,000 | 20,000 |         8.5 | rows/s |',
  ].join('\n'));
});

test('a figure without a peer leaves its cells empty', () => {
  expect(markdown([alone('requests', 'requests/s', 81.234)])).toBe([
    '| measure  |  ours | peer | ours / peer | unit       |',
    '|----------|------:|-----:|------------:|------------|',
    '| requests | 81.23 |      |             | requests/s |',
  ].join('\n'));
});

test.each([[['--fast'], 2, ''], [['memory'], 2, ''], [['--help'], 0, 'usage: npm run bench']])('bench %j exits with %d', (args, code, output) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, '..', '..', 'scripts', 'bench.mjs'), ...args], { encoding: 'utf8' });
  expect(status).toBe(code);
  expect(stdout.slice(0, 20)).toBe(output);
  expect(stderr === '').toBe(code === 0);
});
