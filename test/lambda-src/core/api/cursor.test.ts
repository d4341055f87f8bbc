import * as fc from 'fast-check';
import { CURSOR_LIFETIME_MS, decodeCursor, encodeCursor } from '../../../../lambda-src/core/api/cursor';
import { Problem } from '../../../../lambda-src/core/api/problem';
import { objectId } from '../../../../lambda-src/core/identity';

const now = new Date('2026-11-23T05:00:00Z');
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const queries = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 4 });
const positions = fc.record({
  generation: fc.nat(),
  position: fc.oneof(fc.nat().map(String), fc.string().map(key => objectId('b', key))),
});

/** The status that a cursor is refused with. */
function refusal(cursor: string, query: string[], at = now): number | undefined {
  try {
    decodeCursor(cursor, query, at);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return (error as Problem).status;
  }
}

test('a cursor leads back to its position for ten minutes', () => {
  fc.assert(fc.property(queries, positions, fc.nat(CURSOR_LIFETIME_MS - 1), (query, position, age) => {
    expect(decodeCursor(encodeCursor(query, position, now), query, later(age))).toEqual(position);
  }));
});

test('a cursor is short and needs no escaping in a URL', () => {
  const cursor = encodeCursor(['listObjects', 'x'.repeat(256), ''], { generation: Number.MAX_SAFE_INTEGER, position: 'x'.repeat(43) }, now);
  expect(cursor).toMatch(/^[A-Za-z0-9_-]{1,200}$/);
});

test('10,000 forged cursors are 400', () => {
  fc.assert(fc.property(queries, fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.base64String(),
    fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes).toString('base64url')),
    fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.string()).map(parts => Buffer.from(parts.join('.')).toString('base64url')),
  ), (query, cursor) => {
    expect(refusal(cursor, query)).toBe(400);
  }), { numRuns: 10_000 });
});

test('10,000 altered cursors are 400: one character changed, added or taken away', () => {
  const alteration = fc.record({
    at: fc.nat(), by: fc.constantFrom('replace', 'insert', 'delete', 'append'), character: fc.constantFrom(...'ABCxyz019-_=+/ .\n'),
  });
  fc.assert(fc.property(queries, positions, alteration, (query, position, { at, by, character }) => {
    const cursor = encodeCursor(query, position, now);
    const i = by === 'append' ? cursor.length : at % cursor.length;
    const altered = cursor.slice(0, i) + (by === 'delete' ? '' : character) + cursor.slice(by === 'replace' || by === 'delete' ? i + 1 : i);
    fc.pre(altered !== cursor);
    expect(refusal(altered, query)).toBe(400);
  }), { numRuns: 10_000 });
});

test('10,000 cursors of another query are 400', () => {
  fc.assert(fc.property(queries, queries, positions, (query, other, position) => {
    fc.pre(JSON.stringify(query) !== JSON.stringify(other));
    expect(refusal(encodeCursor(query, position, now), other)).toBe(400);
  }), { numRuns: 10_000, examples: [[['listRows', 'ab', 'c'], ['listRows', 'a', 'bc'], { generation: 1, position: '2' }]] });
});

test('10,000 cursors of another time are 400', () => {
  fc.assert(fc.property(queries, positions, fc.oneof(fc.integer({ min: CURSOR_LIFETIME_MS, max: 2 ** 40 }), fc.integer({ min: -(2 ** 40), max: -1 })),
    (query, position, age) => {
      expect(refusal(encodeCursor(query, position, now), query, later(age))).toBe(400);
    }), { numRuns: 10_000 });
});

test('the reason is said: expired is not altered', () => {
  const cursor = encodeCursor(['q'], { generation: 0, position: '1' }, now);
  expect(() => decodeCursor(cursor, ['q'], later(CURSOR_LIFETIME_MS))).toThrow('the cursor has expired, it works for 10 minutes: start again without a cursor');
  expect(() => decodeCursor('', ['q'], now)).toThrow('the cursor is not one that this request has returned: start again without a cursor');
});
