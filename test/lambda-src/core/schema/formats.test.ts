import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { FORMATS } from '../../../../lambda-src/core/schema/formats';

const ajv = new Ajv();
addFormats(ajv);
const isDateTime = ajv.compile({ type: 'string', format: 'date-time' });

test.each([
  '2026-01-31T23:59:59Z', '2026-02-28T00:00:00Z', '2024-02-29T00:00:00.5Z', '2026-12-01T12:30:00.123456789Z', '2026-12-01T12:30:00+02:00', '2026-12-01t12:30:00z',
  '2016-12-31T23:59:60Z',
])('%s is a time', (text) => {
  expect([FORMATS['date-time'](text), isDateTime(text)]).toEqual([true, true]);
});

test.each([
  '', 'Z', '2026-02-29T00:00:00Z', '2026-00-01T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-32T00:00:00Z', '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z', '2026-01-01T00:00:61Z', '2026-01-01T00:00:00.Z', '2026-01-01T00:00:00', '2026-01-01T00:00:00..5Z', '2026-1-01T00:00:00Z', '2026-01-01T00:00Z',
  '2026-01-01T00:00:00Zx', ' 2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5.5Z', '2026/01/01T00:00:00Z', '2026-01-01T0:00:000Z',
])('%j is none', (text) => {
  expect([FORMATS['date-time'](text), isDateTime(text)]).toEqual([false, false]);
});

test('ajv says the same of anything that looks like a time', () => {
  const usual = '2026-01-28T23:59:59.5Z';
  const spoiled = fc.tuple(fc.nat(usual.length), fc.nat(2), fc.constantFrom('', '0', '1', '2', '3', '6', '9', ':', '-', 'T', 'Z', '.', '+')).map(
    ([at, taken, put]) => usual.slice(0, at) + put + usual.slice(at + taken),
  );
  fc.assert(fc.property(spoiled, (text) => {
    expect([text, FORMATS['date-time'](text)]).toEqual([text, isDateTime(text)]);
  }), { numRuns: 2_000 });
});
