import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { cases } from './chunks';
import { firstBadByte, wholeCharacters } from '../../../../lambda-src/core/records/utf8';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }).map(text => Buffer.from(text)),
  fc.uint8Array({ max: 0xff, minLength: 1, maxLength: 3 }).map(bytes => Buffer.from(bytes)),
  fc.constant(Buffer.from('é'.repeat(2100))),
);
const bytes = fc.array(part, { maxLength: 5 }).map(parts => Buffer.concat(parts));

test('the first bad byte is where valid text ends', () => {
  fc.assert(fc.property(bytes, file => {
    const bad = firstBadByte(file);
    expect(bad < 0).toBe(isUtf8(file));
    if (bad < 0) return;
    expect(isUtf8(file.subarray(0, bad))).toBe(true);
    for (let length = 1; length <= 4; length++) expect(bad + length <= file.length && isUtf8(file.subarray(bad, bad + length))).toBe(false);
  }), cases(5000));
});

test('a text cut anywhere keeps its whole characters', () => {
  const text = Buffer.from('aé✓😀b');
  const borders = [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11];
  expect(borders.map((_, length) => wholeCharacters(text, length))).toEqual(borders);
});
