import { isWhole } from './json-text';
import { JsonNumber, type JsonValue } from './json-value';

/** Which types a schema lets a value have, as a sum of these. */
export const Type = { STRING: 1, INTEGER: 2, FRACTION: 4, BOOLEAN: 8, NULL: 16, OBJECT: 32, ARRAY: 64, ANY: 127 } as const;

const BY_NAME: Record<string, { readonly mask: number; readonly phrase: string }> = {
  string: { mask: Type.STRING, phrase: 'a string' },
  integer: { mask: Type.INTEGER, phrase: 'a whole number as JSON writes it' },
  number: { mask: Type.INTEGER + Type.FRACTION, phrase: 'a number as JSON writes it' },
  boolean: { mask: Type.BOOLEAN, phrase: 'true or false' },
  null: { mask: Type.NULL, phrase: 'null' },
  object: { mask: Type.OBJECT, phrase: 'an object' },
  array: { mask: Type.ARRAY, phrase: 'an array' },
};

/** Whether a sum of types has one of another sum. */
export function hasType(mask: number, types: number): boolean {
  // eslint-disable-next-line no-bitwise -- a set of seven
  return (mask & types) !== 0;
}

function namesOf(type: unknown): string[] {
  return Array.isArray(type) ? type as string[] : [String(type)];
}

/** The types of the keyword `type`; all of them where it is not there. */
export function maskOf(type: unknown): number {
  if (type === undefined) return Type.ANY;
  // eslint-disable-next-line no-bitwise -- a set of seven
  return namesOf(type).reduce((mask, name) => mask | BY_NAME[name].mask, 0);
}

/** What a value of other types is told. */
export function typePhrase(type: unknown): string {
  return `must be ${namesOf(type).map(name => BY_NAME[name].phrase).join(' or ')}`;
}

/** The one type of a value. */
export function typeOf(value: JsonValue): number {
  if (value === null) return Type.NULL;
  if (typeof value === 'string') return Type.STRING;
  if (typeof value === 'boolean') return Type.BOOLEAN;
  if (value instanceof JsonNumber) return isWhole(value.text, 0, value.text.length) ? Type.INTEGER : Type.FRACTION;
  return Array.isArray(value) ? Type.ARRAY : Type.OBJECT;
}
