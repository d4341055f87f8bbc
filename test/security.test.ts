import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const SECURITY = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const OWASP = SECURITY.split('\n').filter((line) => /^\| API\d+ /.test(line));

test('each of the ten risks of OWASP has its row', () => {
  expect(OWASP.map((line) => /^\| (API\d+) /.exec(line)?.[1])).toEqual(Array.from({ length: 10 }, (_, n) => `API${n + 1}`));
});

test.each(OWASP)('what is said to show it is a test that is there: %s', (row) => {
  const cell = row.split(' | ')[2];
  const named = [...cell.matchAll(/"([^"]+)"[^`;]* in `([^`]+)`/g)];
  expect(named.length).toBeGreaterThanOrEqual(2);
  expect(named).toHaveLength(cell.split('; ').length);
  for (const [, title, file] of named) {
    const source = readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'");
    // A title, a part of one, or the name of a case.
    expect(new RegExp(`['"\`][^\n]*${title}[^\n]*['"\`]`).test(source) ? '' : `${file} has no test "${title}"`).toBe('');
  }
});

test('every other file that is said to show something is there', () => {
  const files = [...SECURITY.matchAll(/`(test\/[^`*]+)`/g)].map(([, file]) => file);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
