import { Byte, isJsonSpace } from './bytes';

/**
 * The members of an object's JSON text, by name, each value as the text that it came as: numbers keep every digit. Undefined where the
 * text is no object. The text must be valid JSON. Of a name that is repeated the last value counts, at the place of the first.
 */
export function membersOf(json: string): Map<string, string> | undefined {
  let at = skipSpace(json, 0);
  if (json.charCodeAt(at) !== Byte.OPEN_BRACE) return undefined;
  const members = new Map<string, string>();
  for (at = skipSpace(json, at + 1); json.charCodeAt(at) === Byte.QUOTE;) {
    const nameEnd = endOfString(json, at);
    const name = JSON.parse(json.slice(at, nameEnd)) as string;
    const start = skipSpace(json, skipSpace(json, nameEnd) + 1);
    const end = endOfValue(json, start);
    members.set(name, json.slice(start, end));
    at = skipSpace(json, end);
    if (json.charCodeAt(at) === Byte.COMMA) at = skipSpace(json, at + 1);
  }
  return members;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (isJsonSpace(json.charCodeAt(at))) at++;
  return at;
}

/** Behind the closing quote of the string that starts here. */
function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json.charCodeAt(at) !== Byte.QUOTE) at += json.charCodeAt(at) === Byte.BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfValue(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length;) {
    const code = json.charCodeAt(at);
    const closes = code === Byte.CLOSE_BRACE || code === Byte.CLOSE_BRACKET;
    if (depth === 0 && (closes || code === Byte.COMMA || isJsonSpace(code))) return at;
    if (closes) depth--;
    else if (code === Byte.OPEN_BRACE || code === Byte.OPEN_BRACKET) depth++;
    at = code === Byte.QUOTE ? endOfString(json, at) : at + 1;
    if (depth === 0 && (closes || code === Byte.QUOTE)) return at;
  }
  return json.length;
}
