import { decimalOf } from './decimal';
import { Byte, isJsonSpace } from '../records/bytes';
import type { ByteString } from '../records/parser';

/** Whether a stretch of text is one JSON number (RFC 8259, section 6), and nothing else. */
export function isNumber(text: ByteString, from: number, to: number): boolean {
  let at = from;
  if (text.charCodeAt(at) === Byte.MINUS) at++;
  if (at >= to) return false;
  if (text.charCodeAt(at) === Byte.ZERO) at++;
  else if ((at = digits(text, at, to)) < 0) return false;
  if (at < to && text.charCodeAt(at) === Byte.DOT && (at = digits(text, at + 1, to)) < 0) return false;
  if (at < to && isExponent(text.charCodeAt(at))) {
    const sign = text.charCodeAt(++at);
    if (at < to && (sign === Byte.PLUS || sign === Byte.MINUS)) at++;
    if ((at = digits(text, at, to)) < 0) return false;
  }
  return at === to;
}

/** The index behind at least one digit, or -1. */
function digits(text: ByteString, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(text.charCodeAt(at))) at++;
  return at === from ? -1 : at;
}

/** Whether a JSON number has nothing behind the point: `2`, `2.0` and `2e3`, not `2.5`. */
export function isWhole(text: ByteString, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === Byte.DOT || isExponent(code)) return decimalOf(text.slice(from, to)).isInteger;
  }
  return true;
}

function isDigit(code: number): boolean {
  return code >= Byte.ZERO && code <= Byte.NINE;
}

function isExponent(code: number): boolean {
  return code === Byte.LOWER_E || code === Byte.UPPER_E;
}

/** The index behind the string that begins with the quote at `at`, in valid JSON. */
export function behindString(text: ByteString, at: number): number {
  for (let next = at + 1; ; next++) {
    const code = text.charCodeAt(next);
    if (code === Byte.QUOTE) return next + 1;
    if (code === Byte.BACKSLASH) next++;
  }
}

/** The index behind the value at `at`, in valid JSON. */
export function behindValue(text: ByteString, at: number): number {
  const first = text.charCodeAt(at);
  if (first === Byte.QUOTE) return behindString(text, at);
  if (first !== Byte.OPEN_BRACE && first !== Byte.OPEN_BRACKET) return behindWord(text, at);
  let depth = 0;
  for (let next = at; ; next++) {
    const code = text.charCodeAt(next);
    if (code === Byte.QUOTE) next = behindString(text, next) - 1;
    else if (code === Byte.OPEN_BRACE || code === Byte.OPEN_BRACKET) depth++;
    else if ((code === Byte.CLOSE_BRACE || code === Byte.CLOSE_BRACKET) && --depth === 0) return next + 1;
  }
}

function behindWord(text: ByteString, at: number): number {
  let next = at;
  for (; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (code === Byte.COMMA || code === Byte.CLOSE_BRACE || code === Byte.CLOSE_BRACKET || isJsonSpace(code)) break;
  }
  return next;
}

/** The index of the next byte that is no whitespace. */
export function behindSpace(text: ByteString, at: number): number {
  let next = at;
  while (isJsonSpace(text.charCodeAt(next))) next++;
  return next;
}

/** What the inside of a JSON string, as it stands in the file, says. */
export function stringOf(inside: ByteString): string {
  const text = utf8Of(inside);
  return text.includes('\\') ? JSON.parse(`"${text}"`) as string : text;
}

/** The same in UTF-8, as a byte string. */
export function bytesOf(inside: ByteString): ByteString {
  return inside.includes('\\') ? latin1Of(stringOf(inside)) : inside;
}

/** The text that a byte string is the UTF-8 of. */
export function utf8Of(bytes: ByteString): string {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes.charCodeAt(at) > 0x7f) return Buffer.from(bytes, 'latin1').toString();
  }
  return bytes;
}

/** The UTF-8 of a text as a byte string. */
export function latin1Of(text: string): ByteString {
  return Buffer.from(text).toString('latin1');
}
