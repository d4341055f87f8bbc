import { isIPv4, isIPv6 } from 'node:net';
import { Byte } from '../records/bytes';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The number that two digits make, or NaN. Dates and times are in most files, so they are read without a regular expression. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - Byte.ZERO;
  const ones = text.charCodeAt(at + 1) - Byte.ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** RFC 3339, section 5.6: whether ten characters are a day that the calendar has. */
function isDateAt(text: string, at: number): boolean {
  const century = twoDigits(text, at);
  const year = century * 100 + twoDigits(text, at + 2);
  const month = twoDigits(text, at + 5);
  const day = twoDigits(text, at + 8);
  const marked = text.charCodeAt(at + 4) === Byte.MINUS && text.charCodeAt(at + 7) === Byte.MINUS;
  if (!marked || !(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= DAYS[month - 1] + (leap ? 1 : 0);
}

/** RFC 3339, section 5.6: whether the rest of a text is a time with a zone; a leap second where one can be. */
function isTimeFrom(text: string, at: number): boolean {
  const hour = twoDigits(text, at);
  const minute = twoDigits(text, at + 3);
  const second = twoDigits(text, at + 6);
  if (text.charCodeAt(at + 2) !== Byte.COLON || text.charCodeAt(at + 5) !== Byte.COLON || !(hour <= 23 && minute <= 59 && second <= 60)) return false;
  let next = at + 8;
  if (text.charCodeAt(next) === Byte.DOT) {
    const fraction = ++next;
    while (text.charCodeAt(next) >= Byte.ZERO && text.charCodeAt(next) <= Byte.NINE) next++;
    if (next === fraction) return false;
  }
  const offset = zoneAt(text, next);
  return !Number.isNaN(offset) && (second < 60 || (hour * 60 + minute - offset + 2 * 1440) % 1440 === 1439);
}

/** Minutes that the zone at the end of a text is ahead of UTC, or NaN where there is none. */
function zoneAt(text: string, at: number): number {
  const first = text[at];
  if (first === 'Z' || first === 'z') return at + 1 === text.length ? 0 : NaN;
  const hour = twoDigits(text, at + 1);
  const minute = twoDigits(text, at + 4);
  const isZone = (first === '+' || first === '-') && text[at + 3] === ':' && at + 6 === text.length && hour <= 23 && minute <= 59;
  return isZone ? (hour * 60 + minute) * (first === '-' ? -1 : 1) : NaN;
}

function isDateTime(text: string): boolean {
  const separator = text[10];
  return (separator === 'T' || separator === 't' || separator === ' ') && isDateAt(text, 0) && isTimeFrom(text, 11);
}

const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const EMAIL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The formats of strings that are held to, by name. Any other is refused at synth. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date': text => text.length === 10 && isDateAt(text, 0),
  'time': text => isTimeFrom(text, 0),
  'date-time': isDateTime,
  'duration': text => /^P(?!$)(?:(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|\d+W)$/.test(text),
  'email': text => EMAIL.test(text),
  'hostname': text => text.length <= 254 && text.replace(/\.$/, '').split('.').every(label => HOST_LABEL.test(label)),
  'ipv4': text => isIPv4(text),
  'ipv6': text => isIPv6(text) && !text.includes('%'),
  'uri': text => /^[A-Za-z][A-Za-z0-9+\-.]*:/.test(text) && URI_CHARACTERS.test(text),
  'uri-reference': text => URI_CHARACTERS.test(text),
  'uuid': text => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text),
  'json-pointer': text => /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(text),
};
