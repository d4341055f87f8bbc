/** Exponents beyond it compare alike; no real number has one. */
const MAX_EXPONENT = 1e15;

/** So many significant digits of two decimals make the same difference as doubles, or more. */
const EXACT_DIGITS = 15;

/** A decimal number, exactly: 0.`digits` times ten to the power of `exponent`; zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly exponent: number;
  readonly isInteger: boolean;
}

/** The value of a JSON number. */
export function decimalOf(text: string): Decimal {
  const [mantissa, power = '0'] = text.split(/[eE]/);
  const negative = mantissa.startsWith('-');
  const [whole, fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.');
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return { negative: false, digits, exponent: 0, isInteger: true };
  const leading = all.length - all.replace(/^0+/, '').length;
  const shift = Math.max(-MAX_EXPONENT, Math.min(MAX_EXPONENT, Number(power)));
  const exponent = whole.length - leading + shift;
  return { negative, digits, exponent, isInteger: digits.length <= exponent };
}

/** Less than 0, 0, or more than 0 where one JSON number is smaller than, equal to, or larger than another. */
export function compareNumbers(one: string, other: string): number {
  if (one.length <= EXACT_DIGITS && other.length <= EXACT_DIGITS) return Number(one) - Number(other);
  const a = decimalOf(one);
  const b = decimalOf(other);
  if (a.digits === '' && b.digits === '') return 0;
  if (a.digits === '') return b.negative ? 1 : -1;
  if (b.digits === '') return a.negative ? -1 : 1;
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const magnitude = a.exponent !== b.exponent ? a.exponent - b.exponent : a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
  return a.negative ? -magnitude : magnitude;
}

/** {@link compareNumbers} with the same other number again and again. */
export function comparedWith(other: string): (one: string) => number {
  const value = Number(other);
  if (other.length > EXACT_DIGITS) return one => compareNumbers(one, other);
  return one => one.length <= EXACT_DIGITS ? Number(one) - value : compareNumbers(one, other);
}

/** Whether a JSON number is a whole multiple of another, which is not zero. */
export function isMultiple(number: string, of: string): boolean {
  const a = decimalOf(number);
  const b = decimalOf(of);
  if (a.digits === '') return true;
  const divisor = BigInt(b.digits);
  // number / of = digits / digits times ten to the power of this.
  const power = (a.exponent - a.digits.length) - (b.exponent - b.digits.length);
  if (power < 0) return -power <= a.digits.length + 1 && BigInt(a.digits) % (divisor * 10n ** BigInt(-power)) === 0n;
  return (BigInt(a.digits) * powerOfTen(power, divisor)) % divisor === 0n;
}

/** Ten to the power of `exponent`, modulo something, in as many steps as the exponent has bits. */
function powerOfTen(exponent: number, modulus: bigint): bigint {
  let result = 1n;
  let base = 10n % modulus;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

/** A text that is the same for all JSON numbers of one value. */
export function canonical(number: string): string {
  const { negative, digits, exponent } = decimalOf(number);
  return `${negative ? '-' : ''}${digits}e${exponent}`;
}
