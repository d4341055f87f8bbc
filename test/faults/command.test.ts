import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PLANTS } from './level-1/plants';
import { isGood, toJson, toText } from './report';
import { BUGS } from '../lambda-src/core/commit/bugs';
import { BUGS as UPSERT_BUGS } from '../lambda-src/core/upsert/bugs';

const faults = (...args: string[]) => spawnSync(process.execPath, [join(__dirname, '..', '..', 'scripts', 'faults.mjs'), ...args], { encoding: 'utf8' });

const REPORT = { level: 0, seed: 7, schedules: 1_000, wrong: 0, planted: { 'read before claim': true }, findings: [] };

test('level 0 prints one line of JSON, with every planted bug by name', () => {
  const { status, stdout } = faults('--json', '--level', '0', '--seed', '7', '--schedules', '100');
  expect(stdout).toMatch(/^{.*}\n$/);
  const { planted, ...report } = JSON.parse(stdout) as { planted: Record<string, boolean> };
  expect(report).toEqual({ level: 0, seed: 7, schedules: 100, wrong: 0 });
  expect(Object.keys(planted)).toEqual(expect.arrayContaining([...BUGS.map(({ name }) => name), ...UPSERT_BUGS.map(({ name }) => `upsert: ${name}`), 'no UnprocessedItems loop', 'duplicate key in a batch']));
  expect(Object.values(planted)).not.toContain(false);
  expect(status).toBe(0);
}, 300_000);

test('level 1 runs the properties of the parsers and catches what is planted in them', () => {
  const { status, stdout } = faults('--json', '--level', '1', '--seed', '7', '--schedules', '20');
  const { planted, ...report } = JSON.parse(stdout) as { planted: Record<string, boolean> };
  expect(report).toEqual({ level: 1, seed: 7, schedules: 20, wrong: 0 });
  expect(planted).toEqual(Object.fromEntries(Object.keys(PLANTS).map((name) => [name, true])));
  expect(status).toBe(0);
}, 300_000);

test.each([
  [['--level', '3'], 'no whole number'], [['--seed', '-1'], ''], [['--seed', 'x'], 'no whole number'], [['--schedules', '0'], 'no whole number'],
  [['--quick'], "Unknown option '--quick'"], [['level'], 'Unexpected argument'],
])('%j is refused with a sentence', (args, sentence) => {
  const { status, stdout, stderr } = faults(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('usage: npm run faults');
});

test('--help says what there is', () => {
  expect(faults('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('usage: npm run faults') as unknown });
});

describe('a report', () => {
  test('is good with nothing wrong and every planted bug caught', () => {
    expect(isGood(REPORT)).toBe(true);
    expect(isGood({ ...REPORT, wrong: 1 })).toBe(false);
    expect(isGood({ ...REPORT, planted: { a: true, b: false } })).toBe(false);
  });

  test('has the members that scripts read', () => {
    expect(toJson({ ...REPORT, findings: ['x'] })).toBe('{"level":0,"seed":7,"schedules":1000,"wrong":0,"planted":{"read before claim":true}}');
  });

  test('tells people what is wrong', () => {
    const text = toText({ ...REPORT, wrong: 1, planted: { a: true, b: false }, findings: ['everything: SEED=9: a row is missing'] });
    expect(text).toBe('level 0, seed 7, 1,000 schedules of each kind: 1 wrong\n  everything: SEED=9: a row is missing\nplanted bugs:\n  caught  a\n  MISSED  b');
  });
});
