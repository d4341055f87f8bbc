import * as fc from 'fast-check';
import { negotiate, splitList } from '../../../../lambda-src/core/api/accept';
import { Problem } from '../../../../lambda-src/core/api/problem';
import type { MediaType } from '../../../../src/api/routes';

const OFFERED: readonly MediaType[] = ['application/json', 'application/x-ndjson', 'text/csv'];

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  ['text/csv;q=0.5, application/x-ndjson;q=0.9', 'application/x-ndjson'],
  ['application/json;q=0, */*', 'application/x-ndjson'],
  ['application/*;q=0.1, */*;q=0.5', 'text/csv'],
  ['text/html, application/xhtml+xml, */*;q=0.8', 'application/json'],
  ['text/csv; header=present; charset="utf-8, or so"; q=1', 'text/csv'],
  ['text/csv;q=0.001', 'text/csv'],
  ['nonsense', 'application/json'],
  ['*/csv', 'application/json'],
  ['text/csv;q=2', 'application/json'],
  ['nonsense, text/csv', 'text/csv'],
])('Accept: %s is answered with %s', (accept, expected) => {
  expect(negotiate(accept, OFFERED)).toBe(expected);
});

test.each(['text/html', 'application/xml, image/*', '*/*;q=0', 'text/csv;q=0', 'application/json;q=0, application/x-ndjson;q=0.0, text/*;q=0.000'])(
  'Accept: %s is 406 and names what there is', accept => {
    expect(() => negotiate(accept, OFFERED)).toThrow(new Problem(406,
      'none of the types in Accept can be answered with: use application/json, application/x-ndjson, text/csv'));
  });

test('the best welcome wins, whatever the order and the spelling', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 3 });
  fc.assert(fc.property(weights, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.constantFrom(',', ' , ', ',,', ', ,'), (thousandths, order, comma) => {
    const accept = order.map(n => `${OFFERED[n]};q=${(thousandths[n] / 1000).toFixed(3)}`).join(comma);
    const best = Math.max(...thousandths);
    if (best === 0) expect(() => negotiate(accept, OFFERED)).toThrow(Problem);
    else expect(negotiate(accept, OFFERED)).toBe(OFFERED[thousandths.indexOf(best)]);
  }), { numRuns: 300 });
});

test('whatever comes, the answer is a type that is offered or a 406', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('text/csv', ';', 'q=', '"', ',', '*/*', '/', '\\', '0.5', ' '));
  fc.assert(fc.property(fc.array(piece).map(pieces => pieces.join('')), accept => {
    try {
      expect(OFFERED).toContain(negotiate(accept, OFFERED));
    } catch (error) {
      expect((error as Problem).status).toBe(406);
    }
  }), { numRuns: 500 });
});

test('commas in quoted strings do not part a list, and a quote that does not end is the rest of it', () => {
  expect(splitList(' a, "b, \\", c" ,, d;e="f,g"')).toEqual(['a', '"b, \\", c"', 'd;e="f,g"']);
  expect(splitList('a, "b, c')).toEqual(['a', '"b, c']);
});

test('a hostile header is read in linear time', () => {
  const started = Date.now();
  for (const hostile of ['"'.repeat(8000), ','.repeat(8000), `text/csv${';a=b'.repeat(2500)}!`, `${'a'.repeat(8000)}/`, '"\\'.repeat(4000), `x/y${' ;'.repeat(4000)}`]) {
    try {
      negotiate(hostile, OFFERED);
    } catch {
      // 406 is as good.
    }
  }
  expect(Date.now() - started).toBeLessThan(500);
});
