import { MAX_ROWS_PER_RECORD, type Transform, transformed } from '../../../../lambda-src/core/records/transform';

const RECORD = Buffer.from('{"a":"é🙂","n":1}').toString('latin1');
const bytes = (json: string): string => Buffer.from(json).toString('latin1');

test.each<[string, Transform, string[]]>([
  ['as it is', (record) => record, ['{"a":"é🙂","n":1}']],
  ['another', ({ n }) => ({ m: n }), ['{"m":1}']],
  ['several', ({ a }) => [{ a }, { b: a }], ['{"a":"é🙂"}', '{"b":"é🙂"}']],
  ['none', () => undefined, []],
  ['an empty list', () => [], []],
])('a record becomes %s', (_name, transform, expected) => {
  expect(transformed(RECORD, transform)).toEqual(expected.map(bytes));
});

const SHAPE = /^the transform must return an object, a list of objects, or undefined/;
test.each<[string, Transform, RegExp]>([
  ['throws', () => { throw new Error('no'.repeat(500)); }, /^the transform failed: (no){100}$/],
  ['throws what is no error', () => { throw 'text'; }, /^the transform failed: text$/],
  ['returns a text', () => 'x', SHAPE],
  ['returns null', () => null, SHAPE],
  ['returns a promise', async () => ({}), SHAPE],
  ['returns a list with a number', () => [{}, 1], SHAPE],
  ['returns too many', () => Array.from({ length: MAX_ROWS_PER_RECORD + 1 }, () => ({})), /^the transform made 1001 rows of one record: make at most 1000$/],
  ['returns what has no JSON', () => ({ n: 1n }), /^the transform returned what JSON has no text for$/],
])('a transform that %s rejects the record', (_name, transform, message) => {
  expect(transformed(RECORD, transform)).toMatch(message);
});
