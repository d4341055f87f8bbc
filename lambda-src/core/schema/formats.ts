import { isIPv4, isIPv6 } from 'node:net';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:[zZ]|([+-])(\d\d):(\d\d))$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** RFC 3339, section 5.6: a day that the calendar has. */
function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (leap ? 1 : 0);
}

/** RFC 3339, section 5.6: with a zone; a leap second where one can be. */
function isTime(text: string): boolean {
  const found = TIME.exec(text);
  if (!found) return false;
  const [hour, minute, second] = found.slice(1, 4).map(Number);
  const [zoneHour, zoneMinute] = found.slice(5, 7).map(part => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second >= 61 || zoneHour > 23 || zoneMinute > 59) return false;
  if (second < 60) return true;
  const offset = (zoneHour * 60 + zoneMinute) * (found[4] === '-' ? -1 : 1);
  return (hour * 60 + minute - offset + 2 * 1440) % 1440 === 1439;
}

/** Where the characters of `2026-01-31T23:59:59` are digits, and what stands between them. */
const USUAL = '0000-00-00T00:00:00';
const [ZERO, NINE, POINT, ZULU] = ['0', '9', '.', 'Z'].map(character => character.charCodeAt(0));

/**
 * Whether this is a time of UTC on a day that every month has: what nearly all timestamps are, decided without a regular expression, which
 * would cost a tenth of an ingest. Where it is not, nothing is said.
 */
function isUsualDateTime(text: string): boolean {
  const { length } = text;
  if (length < USUAL.length + 1 || text.charCodeAt(length - 1) !== ZULU) return false;
  for (let at = 0; at < length - 1; at++) {
    const code = text.charCodeAt(at);
    const expected = at < USUAL.length ? USUAL.charCodeAt(at) : at === USUAL.length ? POINT : ZERO;
    if (expected === ZERO ? code < ZERO || code > NINE : code !== expected) return false;
  }
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  // A point with no digit behind it is the slow way's to refuse.
  return length !== USUAL.length + 2 && month >= 1 && month <= 12 && day >= 1 && day <= 28
    && twoDigits(text, 11) <= 23 && twoDigits(text, 14) <= 59 && twoDigits(text, 17) <= 59;
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}

function isDateTime(text: string): boolean {
  return isUsualDateTime(text) || /^.{10}[tT ]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const EMAIL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The formats of strings that are held to, by name. Any other is refused at synth. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date': isDate,
  'time': isTime,
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
