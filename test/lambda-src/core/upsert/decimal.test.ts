import fc from 'fast-check';
import { plainNumber, sortableNumber } from '../../../../lambda-src/core/upsert/decimal';

/** A decimal number as its digits and the power of ten of the last of them, so that its value is exact. */
const decimal = fc.record({ digits: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), power: fc.integer({ min: -60, max: 60 }) });
type Decimal = { digits: bigint; power: number };

const compare = (a: Decimal, b: Decimal): number => {
  const power = Math.min(a.power, b.power);
  const [one, other] = [a, b].map(({ digits, power: own }) => digits * 10n ** BigInt(own - power));
  return one < other ? -1 : one > other ? 1 : 0;
};
/** One of the many ways to write a number. */
const spellings = ({ digits, power }: Decimal): string[] => {
  const [sign, text] = digits < 0n ? ['-', String(-digits)] : ['', String(digits)];
  return [`${digits}e${power}`, `${digits}0E${power - 1}`, `${sign}${text}.000e+${power}`.replace('e+-', 'e-'), `${sign}0.${text}e${power + text.length}`];
};
const textOrder = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

test.each([
  ['0', '0'], ['-0', '0'], ['0.000e5', '0'], ['1', '1'], ['1.0', '1'], ['10e-1', '1'], ['1.50', '1.5'], ['-12.340', '-12.34'], ['1e3', '1000'], ['0.001', '0.001'],
  ['1E+2', '100'], ['9007199254740993', '9007199254740993'], ['1e400', '1e400'], ['1.5e-50', '15e-51'], ['007', '7'], ['+5', '5'],
  ['12345678901234567890.12345678901234567890', '12345678901234567890.1234567890123456789'],
])('%s is the key %s', (text, expected) => {
  expect(plainNumber(text)).toBe(expected);
});

test.each(['', ' 1', '1 ', 'a', '.5', '5.', '1e', '0x10', 'NaN', 'Infinity', '1,5', '--1', '1e10000', '1e-10001', '1e99999999999999999999', '١'])('%p is no number', (text) => {
  expect([plainNumber(text), sortableNumber(text)]).toEqual([undefined, undefined]);
});

test('every spelling of a number is one key, and another number is another', () => {
  fc.assert(fc.property(decimal, decimal, (a, b) => {
    for (const encode of [plainNumber, sortableNumber]) {
      expect(new Set(spellings(a).map(encode)).size).toBe(1);
      expect(encode(spellings(a)[0]) === encode(spellings(b)[1])).toBe(compare(a, b) === 0);
    }
    expect(plainNumber(plainNumber(spellings(a)[0]) ?? '')).toBe(plainNumber(spellings(a)[0]));
  }));
});

test('sortable numbers sort as numbers do', () => {
  fc.assert(fc.property(decimal, decimal, (a, b) => {
    expect(textOrder(sortableNumber(spellings(a)[0]) ?? '', sortableNumber(spellings(b)[0]) ?? '')).toBe(compare(a, b));
  }));
  const sorted = ['-1e9999', '-10', '-9.5', '-9', '-1', '-0.1', '-0.05', '-1e-9000', '0', '1e-9998', '0.1', '0.12', '0.123', '1', '2', '9', '10', '11', '100', '1e400'];
  expect([...sorted].reverse().sort((a, b) => textOrder(sortableNumber(a) ?? '', sortableNumber(b) ?? ''))).toEqual(sorted);
});
