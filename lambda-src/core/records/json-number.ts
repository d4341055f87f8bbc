import { Byte } from './bytes';

/** Where a JSON number stands after its last byte (RFC 8259, section 6). */
export type NumberState = 'minus' | 'zero' | 'integer' | 'point' | 'fraction' | 'exponent' | 'exponentSign' | 'exponentDigits';

const COMPLETE = new Set<NumberState>(['zero', 'integer', 'fraction', 'exponentDigits']);
const AFTER_DIGIT: Record<NumberState, NumberState | undefined> = {
  minus: 'integer',
  zero: undefined,
  integer: 'integer',
  point: 'fraction',
  fraction: 'fraction',
  exponent: 'exponentDigits',
  exponentSign: 'exponentDigits',
  exponentDigits: 'exponentDigits',
};

/** The state after the first byte of a number, undefined where a number cannot begin so. */
export function beginNumber(byte: number): NumberState | undefined {
  if (byte === Byte.MINUS) return 'minus';
  if (byte === Byte.ZERO) return 'zero';
  return isDigit(byte) ? 'integer' : undefined;
}

/** The state after another byte, undefined where the number does not go on with it. */
export function continueNumber(state: NumberState, byte: number): NumberState | undefined {
  if (isDigit(byte)) return state === 'minus' && byte === Byte.ZERO ? 'zero' : AFTER_DIGIT[state];
  const whole = state === 'zero' || state === 'integer';
  if (byte === Byte.DOT) return whole ? 'point' : undefined;
  if (byte === Byte.LOWER_E || byte === Byte.UPPER_E) return whole || state === 'fraction' ? 'exponent' : undefined;
  return state === 'exponent' && (byte === Byte.PLUS || byte === Byte.MINUS) ? 'exponentSign' : undefined;
}

/** Whether a number may end in a state. */
export function isWholeNumber(state: NumberState): boolean {
  return COMPLETE.has(state);
}

function isDigit(byte: number): boolean {
  return byte >= Byte.ZERO && byte <= Byte.NINE;
}
