/** A decimal number, exact: ± 0.digits × 10^exponent, the first and the last digit not 0. Zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Powers of ten beyond this are no number that a key is made of, in either direction. */
const MAX_EXPONENT = 9_999;
/** Zeros that are written out before or behind the digits; more of them become an exponent. */
const MAX_ZEROS = 40;

function decimalOf(text: string): Decimal | undefined {
  const [, sign, whole, fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const leading = (whole + fraction).replace(/^0+/, '');
  const digits = leading.replace(/0+$/, '');
  if (digits === '') return { negative: false, digits, exponent: 0 };
  const exponent = Number(power) + whole.length - (whole.length + fraction.length - leading.length);
  return Math.abs(exponent) > MAX_EXPONENT ? undefined : { negative: sign === '-', digits, exponent };
}

/**
 * The one spelling of a number's value: 1, 1.0 and 10e-1 are all `1`, and no digit is lost. Undefined where the text is no number, or
 * one beyond 10^±9,999.
 */
export function plainNumber(text: string): string | undefined {
  const decimal = decimalOf(text);
  if (decimal === undefined) return undefined;
  const { negative, digits, exponent } = decimal;
  if (digits === '') return '0';
  return `${negative ? '-' : ''}${unsigned(digits, exponent)}`;
}

function unsigned(digits: string, exponent: number): string {
  const zeros = exponent > 0 ? exponent - digits.length : -exponent;
  if (zeros > MAX_ZEROS) return `${digits}e${exponent - digits.length}`;
  if (exponent <= 0) return `0.${'0'.repeat(-exponent)}${digits}`;
  return exponent >= digits.length ? digits.padEnd(exponent, '0') : `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

const NINES = /\d/g;
const complement = (digits: string): string => digits.replace(NINES, digit => String(9 - Number(digit)));

/**
 * A number as text whose order as text is the order of the numbers, and which is the same for equal numbers only. Undefined where the text
 * is no number, or one beyond 10^±9,999.
 */
export function sortableNumber(text: string): string | undefined {
  const decimal = decimalOf(text);
  if (decimal === undefined) return undefined;
  const { negative, digits, exponent } = decimal;
  if (digits === '') return '1';
  const magnitude = `${String(exponent + MAX_EXPONENT).padStart(5, '0')}.${digits}`;
  // Of two negative numbers that begin alike the one with more digits is the smaller, so the end sorts behind every digit.
  return negative ? `0${complement(magnitude)}~` : `2${magnitude}`;
}
