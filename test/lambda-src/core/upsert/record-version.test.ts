import fc from 'fast-check';
import { compareTexts } from './record-table';
import { objectTenant } from '../../../../lambda-src/core/upsert/object-tenant';
import { effectiveAt, type Origin, recordVersion, sourceOf, versionPrefix } from '../../../../lambda-src/core/upsert/record-version';
import { item, published } from '../api/memory';

const origin = fc.record({
  effectiveAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', '2027-01-01T00:00:00.000Z'),
  objectKey: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), fc.string({ unit: fc.constantFrom('a', '\0', '~', '0', '1'), minLength: 1, maxLength: 6 })),
  rev: fc.integer({ min: 1, max: 2 ** 31 }),
  part: fc.integer({ min: 0, max: 10_000 }),
});
const place = fc.tuple(origin, fc.integer({ min: 1, max: 100_000_000 }));

function inOrder([a, n]: [Origin, number], [b, m]: [Origin, number]): number {
  return compareTexts(a.effectiveAt, b.effectiveAt) || compareTexts(a.objectKey, b.objectKey) || a.rev - b.rev || a.part - b.part || n - m;
}

test('versions are texts in the order of time, object key, claim, part and place', () => {
  fc.assert(fc.property(place, place, (a, b) => {
    const [one, other] = [a, b].map(([from, ordinal]) => recordVersion(versionPrefix(from), ordinal));
    expect(Math.sign(compareTexts(one, other))).toBe(Math.sign(inOrder(a, b)));
  }));
});

test('a version says where a record came from', () => {
  fc.assert(fc.property(place, ([from, ordinal]) => {
    expect(sourceOf(recordVersion(versionPrefix(from), ordinal))).toEqual({ objectKey: from.objectKey, effectiveAt: from.effectiveAt });
  }));
});

test('the time of a generation never goes back', () => {
  const earlier = { lastModified: '2026-01-01T00:00:00.000Z' };
  const later = '2026-02-01T00:00:00.000Z';
  const latest = { rev: 2, identity: 'v', status: 'PROCESSING' as const, startedAt: later, attempts: 1, error: null, effectiveAt: later };
  expect(effectiveAt(item('a', { published: undefined }), {})).toBeUndefined();
  expect(effectiveAt(item('a', { published: undefined }), earlier)).toBe(earlier.lastModified);
  expect(effectiveAt(item('a', { published: published({ effectiveAt: later }) }), earlier)).toBe(later);
  expect(effectiveAt(item('a', { published: published({ effectiveAt: later }) }), {})).toBe(later);
  expect(effectiveAt(item('a', { latest }), earlier)).toBe(later);
  expect(effectiveAt(item('a', { latest }), { lastModified: '2026-03-01T00:00:00.000Z' })).toBe('2026-03-01T00:00:00.000Z');
});

test.each([
  ['in/acme/orders.csv', 'acme'], ['in/acme/2026/orders.csv', 'acme'], ['in/orders.csv', ''], ['in//orders.csv', ''], ['in/a#b/orders.csv', ''], ['in/../orders.csv', ''],
  ['in/acme/', 'acme'],
])('%s belongs to the tenant %p', (key, tenant) => {
  expect(objectTenant(key, { prefix: 'in/', suffixes: [] })).toBe(tenant);
});
