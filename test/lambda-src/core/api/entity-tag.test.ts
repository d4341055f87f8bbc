import * as fc from 'fast-check';
import { checkIfMatch, entityTag, isKnown, readTags } from '../../../../lambda-src/core/api/entity-tag';
import type { Problem } from '../../../../lambda-src/core/api/problem';

const ETAG = entityTag('a body');

test('a tag is strong, quoted, and another for every other content', () => {
  expect(ETAG).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
  expect(entityTag('a body')).toBe(ETAG);
  expect(new Set([ETAG, entityTag('a bodY'), entityTag('a', 'body'), entityTag('a body', ''), entityTag(1), entityTag('1', 0)]).size).toBe(6);
});

test.each([
  [ETAG, true, true], [`W/${ETAG}`, true, false], ['*', true, true], [' * ', true, true], [`"x", ${ETAG}`, true, true], [`"x",,  ${ETAG} ,`, true, true],
  [`"x,y", ${ETAG}`, true, true], [`W/"x", W/${ETAG}`, true, false], ['"x"', false, false], ['', false, false], [ETAG.slice(1, -1), false, false],
  [`w/${ETAG}`, false, false], [`*, ${ETAG}`, false, false], [`${ETAG} "x"`, false, false], [`${ETAG}, x`, false, false], [ETAG.slice(0, -1), false, false],
])('%s: known %s, matches %s', (header, known, matches) => {
  expect(isKnown(header, ETAG)).toBe(known);
  if (matches) expect(checkIfMatch(header, ETAG)).toBeUndefined();
  else expect(() => checkIfMatch(header, ETAG)).toThrow(expect.objectContaining<Partial<Problem>>({ status: 412 }));
});

test('without a header nothing is known and nothing is asked for', () => {
  expect(isKnown(undefined, ETAG)).toBe(false);
  expect(checkIfMatch(undefined, ETAG)).toBeUndefined();
});

test('every list of tags is read as it was written', () => {
  const tag = fc.tuple(fc.boolean(), fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)) }))
    .map(([weak, text]) => `${weak ? 'W/' : ''}"${text.replaceAll('"', '')}"`);
  fc.assert(fc.property(fc.array(tag, { minLength: 1 }), fc.constantFrom(',', ', ', ' ,  ', ',,'), (tags, comma) => {
    expect(readTags(tags.join(comma))).toEqual(tags);
  }), { numRuns: 300 });
});

test('whatever comes, it is read without an error and in linear time', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('W/', '"', ',', '*', ' ', ETAG));
  fc.assert(fc.property(fc.array(piece).map(pieces => pieces.join('')), header => { readTags(header); }), { numRuns: 500 });
  const started = Date.now();
  for (const hostile of ['"'.repeat(8000), ','.repeat(8000), ' ,'.repeat(4000), '"a",'.repeat(2000) + 'x', ' '.repeat(8000) + 'x']) readTags(hostile);
  expect(Date.now() - started).toBeLessThan(500);
});
