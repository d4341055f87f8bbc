import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { CASES } from './by-schema';
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
  }), { numRuns: CASES });
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const near = (low: number, high: number) => fc.integer({ min: low, max: high }).map(value => String(value).padStart(2, '0'));
const date = fc.tuple(fc.oneof(fc.constantFrom('0000', '1900', '2000', '2023', '2024'), digits(4)), near(0, 13), near(0, 32)).map(parts => parts.join('-'));
const zone = fc.oneof(fc.constantFrom('Z', 'z', '', '+00:00', '-23:59', '+24:00', '+1:00', 'ZZ', '+00:60'), fc.tuple(fc.constantFrom('+', '-'), near(0, 24), near(0, 60)).map(([sign, h, m]) => `${sign}${h}:${m}`));
const time = fc.tuple(fc.oneof(near(22, 25), near(0, 1)), near(0, 61), near(58, 61), fc.constantFrom('', '.5', '.123456789', '.', ',5'), zone)
  .map(([h, m, s, fraction, tz]) => `${h}:${m}:${s}${fraction}${tz}`);
const damaged = (text: fc.Arbitrary<string>) => fc.oneof(text, fc.tuple(text, fc.nat(30), fc.constantFrom('', ' ', 'x', '-', ':', '9')).map(([one, at, put]) => one.slice(0, at) + put + one.slice(at + 1)));

test.each([
  ['date', damaged(date)], ['time', damaged(time)], ['date-time', damaged(fc.tuple(date, fc.constantFrom('T', 't', ' '), time).map(parts => parts.join('')))],
  ['ipv4', damaged(fc.ipV4())], ['ipv6', damaged(fc.ipV6())], ['uuid', damaged(fc.uuid())], ['email', fc.oneof(fc.emailAddress(), fc.constantFrom('a@b', '@', 'a@b.c', 'a b@c.de', 'a@-b.c'))],
  ['hostname', damaged(fc.domain())], ['duration', fc.constantFrom('P1D', 'PT1S', 'P', 'PT', 'P1Y2M3DT4H5M6S', 'P2W', 'P1S', '1D')], ['json-pointer', fc.constantFrom('', '/', '/a~0b', 'a', '/a~2')],
  ['uri', fc.oneof(fc.webUrl(), fc.constantFrom('a', 'a:b', 'http://[', 'urn:isbn:1', 'http://a/%zz'))],
])('%s is what ajv-formats takes it for', (format, texts) => {
  const validate = ajv.compile({ type: 'string', format });
  fc.assert(fc.property(texts, text => {
    // A zone of hours alone, or without a colon, is not RFC 3339; ajv-formats takes it. Nor does it look at brackets that never close.
    fc.pre(!/[+-]\d\d(\d\d)?$/.test(text) && !/\s/.test(text.replace(/^.{10} /, '')) && !text.includes('['));
    expect({ text, is: FORMATS[format](text) }).toEqual({ text, is: validate(text) });
  }), { numRuns: CASES });
});
