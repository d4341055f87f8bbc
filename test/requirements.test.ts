import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestResult, verdictOn } from '../projenrc/requirements/results';
import { REQUIREMENTS, WAYS } from '../projenrc/requirements/sheet';
import { type Showing, showingsIn, showingsOfJest, showingsOfPytest } from '../projenrc/requirements/showing';
import { DOCUMENT, renderDocument, renderReadme } from '../projenrc/requirements/table';

const ROOT = join(__dirname, '..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

describe('the table', () => {
  const shown = showingsIn(ROOT).map((showing) => ({ ...showing, verdict: 'pass' as const }));
  /** What became of the tests is compared at the end of npm test, when it is known. */
  const withoutResults = (text: string) => text.replace(/\| (pass|fail|not run)\b/g, '| result').replace(/\d+ of \d+ rows pass/g, 'rows').split('\n');

  test('has a test for each row, and no row that the sheet has not', () => {
    const rows = new Set(shown.flatMap((showing) => showing.rows));
    expect([...rows].sort()).toEqual(REQUIREMENTS.map(({ id }) => id).sort());
  });

  test('has the tests that are there, and no other: npm run requirements', () => {
    expect(withoutResults(read(DOCUMENT))).toEqual(withoutResults(renderDocument(shown)));
    expect(withoutResults(read('README.md'))).toEqual(withoutResults(renderReadme(read('README.md'), shown)));
  });

  test('says where only AWS can show a row, and what is not there yet', () => {
    const document = renderDocument(shown);
    expect(document.match(/\*only on AWS: /g)).toHaveLength(REQUIREMENTS.filter(({ onlyOnAws }) => onlyOnAws).length);
    expect(document.match(/\*\*not yet: /g) ?? []).toHaveLength(REQUIREMENTS.filter(({ notYet }) => notYet).length);
    expect(WAYS.map(({ letter, rows }) => rows.every(({ id }, index) => id === `${letter}${index + 1}`))).toEqual(WAYS.map(() => true));
  });
});

describe('a test shows rows', () => {
  test('by its title or that of its group', () => {
    const source = `
      describe('C4, A2: a group', () => {
        test('without a row', () => undefined);
        test.each([[1]])('B1: %s of $name', () => undefined);
      });
      test(\`E5: \${1 + 1} of %i\`, () => undefined);
      test('AWS: no row', () => undefined);
      other('D1: no test');
    `;
    expect(showingsOfJest('x.test.ts', source).map(({ title, rows }) => [title, rows])).toEqual([
      ['C4, A2: a group', ['C4', 'A2']], ['B1: … of …', ['B1']], ['E5: … of …', ['E5']],
    ]);
  });

  test('by its name in Python', () => {
    expect(showingsOfPytest('test_x.py', 'def test_e1_e3_a_file_goes_in(stack):\n    pass\n\n\ndef test_nothing():\n    pass\n'))
      .toEqual([{ file: 'test_x.py', title: 'E1, E3: a file goes in', rows: ['E1', 'E3'] }]);
  });
});

describe('what became of it', () => {
  const showing: Showing = { file: 'a.test.ts', title: 'A1: … (of …)', rows: ['A1'] };
  const result = (status: string, title = 'A1: one (of 2)', file = 'a.test.ts'): TestResult => ({ file, titles: ['a group', title], status });

  test.each<[string, TestResult[]]>([
    ['pass', [result('passed'), result('failed', 'A1: another'), result('failed', undefined, 'b.test.ts')]],
    ['pass', [result('passed'), result('pending')]],
    ['fail', [result('passed'), result('failed', 'A1: three (of 3)')]],
    ['not run', [result('pending')]],
    ['not run', []],
  ])('%s', (verdict, results) => expect(verdictOn(showing, results)).toBe(verdict));

  test('a group is as good as its tests', () => {
    const group = { ...showing, title: 'a group' };
    expect(verdictOn(group, [result('passed'), result('failed', 'B2: x')])).toBe('fail');
  });
});
