import { type TestResult, verdictOn } from '../projenrc/requirements/results';
import { type Showing, showingsOfJest, showingsOfPytest } from '../projenrc/requirements/showing';

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
