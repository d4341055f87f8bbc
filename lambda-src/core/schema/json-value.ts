import { canonical } from './decimal';
import { behindSpace, behindString, behindValue, stringOf } from './json-text';
import { Byte } from '../records/bytes';
import type { ByteString } from '../records/parser';

/** A JSON number with all of its digits. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** A JSON value that has lost nothing. */
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | Map<string, JsonValue>;

/** The value that begins at an index of a valid JSON text. Of two members of one name the last one counts, as in JSON.parse. */
export function readValue(text: ByteString, at: number): JsonValue {
  switch (text.charCodeAt(at)) {
    case Byte.QUOTE: return stringOf(text.slice(at + 1, behindString(text, at) - 1));
    case Byte.OPEN_BRACE: return readObject(text, at);
    case Byte.OPEN_BRACKET: return readArray(text, at);
    case Byte.LOWER_T: return true;
    case Byte.LOWER_F: return false;
    case Byte.LOWER_N: return null;
    default: return new JsonNumber(text.slice(at, behindValue(text, at)));
  }
}

function readObject(text: ByteString, open: number): Map<string, JsonValue> {
  const members = new Map<string, JsonValue>();
  let at = behindSpace(text, open + 1);
  while (text.charCodeAt(at) !== Byte.CLOSE_BRACE) {
    if (text.charCodeAt(at) === Byte.COMMA) at = behindSpace(text, at + 1);
    const nameEnd = behindString(text, at);
    const start = behindSpace(text, behindSpace(text, nameEnd) + 1);
    members.set(stringOf(text.slice(at + 1, nameEnd - 1)), readValue(text, start));
    at = behindSpace(text, behindValue(text, start));
  }
  return members;
}

function readArray(text: ByteString, open: number): JsonValue[] {
  const items: JsonValue[] = [];
  let at = behindSpace(text, open + 1);
  while (text.charCodeAt(at) !== Byte.CLOSE_BRACKET) {
    if (text.charCodeAt(at) === Byte.COMMA) at = behindSpace(text, at + 1);
    items.push(readValue(text, at));
    at = behindSpace(text, behindValue(text, at));
  }
  return items;
}

/** A text that is the same for all values that JSON Schema calls equal: `1.0` is `1`, and the order of members does not count. */
export function identity(value: JsonValue): string {
  if (value instanceof JsonNumber) return canonical(value.text);
  if (Array.isArray(value)) return `[${value.map(identity).join()}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([name, member]) => `${JSON.stringify(name)}:${identity(member)}`).sort().join()}}`;
}

/** The value that plain data, from a schema, stands for. */
export function valueOf(data: unknown): JsonValue {
  return readValue(Buffer.from(JSON.stringify(data)).toString('latin1'), 0);
}
