import { containerChecks } from './containers';
import { comparedWith, isMultiple } from './decimal';
import { FORMATS } from './formats';
import { latin1Of, utf8Of } from './json-text';
import { identity, JsonNumber, type JsonValue, valueOf } from './json-value';
import { hasType, maskOf, typeOf, typePhrase } from './types';
import type { JsonSchema } from '../../../src/contract';
import type { ByteString } from '../records/parser';

/** Says what a value must be where it is not: `must be …`. Never says what it is. */
export type Check<T> = (value: T) => string | undefined;

/** A schema, ready to be held against values. Strings and numbers have lists of their own, because most columns need nothing else. */
export interface Rule {
  /** Sum of the types that it allows. */
  readonly mask: number;
  readonly typePhrase: string;
  /** On the UTF-8 of a string, which most of them need not decode. */
  readonly strings: readonly Check<ByteString>[];
  /** On the text of a JSON number. */
  readonly numbers: readonly Check<string>[];
  readonly others: readonly Check<JsonValue>[];
}

/** Makes rules of schemas; those under `$defs` once, when first needed, so that they may refer to themselves. */
export class Rules {
  private readonly defined = new Map<string, Check<JsonValue>>();

  constructor(private readonly definitions: Readonly<Record<string, JsonSchema>> = {}) {}

  /** The rule of a schema as a whole. */
  rule(schema: JsonSchema): Rule {
    if (schema === false) return { ...ANYTHING, others: [() => 'must not be there'] };
    if (schema === true) return ANYTHING;
    return {
      mask: maskOf(schema.type),
      typePhrase: schema.type === undefined ? '' : typePhrase(schema.type),
      strings: [...stringChecks(schema), ...listedStrings(schema)],
      numbers: numberChecks(schema),
      others: [...schema.type === 'string' ? [] : listedValues(schema), ...containerChecks(schema, this), ...this.combinations(schema)],
    };
  }

  /** The same as one check. */
  check(schema: JsonSchema): Check<JsonValue> {
    const { mask, typePhrase: phrase, strings, numbers, others } = this.rule(schema);
    return value => {
      if (!hasType(mask, typeOf(value))) return phrase;
      if (typeof value === 'string') return firstFault(strings, latin1Of(value)) ?? firstFault(others, value);
      if (value instanceof JsonNumber) return firstFault(numbers, value.text) ?? firstFault(others, value);
      return firstFault(others, value);
    };
  }

  private definition(name: string): Check<JsonValue> {
    return value => {
      let check = this.defined.get(name);
      if (!check) {
        check = this.check(this.definitions[name]);
        this.defined.set(name, check);
      }
      return check(value);
    };
  }

  private combinations(schema: Readonly<Record<string, unknown>>): Check<JsonValue>[] {
    const checks: Check<JsonValue>[] = [];
    const all = (name: string) => (schema[name] as JsonSchema[] | undefined)?.map(one => this.check(one));
    const one = (name: string) => schema[name] === undefined ? undefined : this.check(schema[name] as JsonSchema);
    if (typeof schema.$ref === 'string') checks.push(this.definition(schema.$ref));
    checks.push(...all('allOf') ?? []);
    const anyOf = all('anyOf');
    if (anyOf) checks.push(value => anyOf.some(check => check(value) === undefined) ? undefined : 'must be as one of the alternatives of anyOf says');
    const oneOf = all('oneOf');
    if (oneOf) {
      checks.push(value => oneOf.filter(check => check(value) === undefined).length === 1 ? undefined
        : 'must be as exactly one of the alternatives of oneOf says');
    }
    const not = one('not');
    if (not) checks.push(value => not(value) === undefined ? 'must not be as the schema under not says' : undefined);
    const condition = one('if');
    if (condition) {
      const then = one('then');
      const otherwise = one('else');
      checks.push(value => (condition(value) === undefined ? then : otherwise)?.(value));
    }
    return checks;
  }
}

const ANYTHING: Rule = { mask: maskOf(undefined), typePhrase: '', strings: [], numbers: [], others: [] };

/** The first thing that checks have against a value. */
export function firstFault<T>(checks: readonly Check<T>[], value: T): string | undefined {
  for (const check of checks) {
    const fault = check(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function stringChecks({ minLength, maxLength, pattern, format }: Readonly<Record<string, unknown>>): Check<ByteString>[] {
  const checks: Check<ByteString>[] = [];
  if (minLength !== undefined) {
    checks.push(bytes => lengthOf(bytes) < Number(minLength) ? `must have at least ${minLength} characters` : undefined);
  }
  if (maxLength !== undefined) {
    checks.push(bytes => bytes.length > Number(maxLength) && lengthOf(bytes) > Number(maxLength) ? `must have at most ${maxLength} characters` : undefined);
  }
  if (typeof pattern === 'string') {
    const expression = new RegExp(pattern, 'u');
    checks.push(bytes => expression.test(utf8Of(bytes)) ? undefined : `must match the pattern ${pattern}`);
  }
  if (typeof format === 'string') {
    const is = FORMATS[format];
    checks.push(bytes => is(utf8Of(bytes)) ? undefined : `must be of the format ${format}`);
  }
  return checks;
}

/** In characters of Unicode: all bytes of UTF-8 but those that go on with one. */
function lengthOf(bytes: ByteString): number {
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes.charCodeAt(at);
    if (code < 0x80 || code > 0xbf) length++;
  }
  return length;
}

function numberChecks(schema: Readonly<Record<string, unknown>>): Check<string>[] {
  const checks: Check<string>[] = [];
  const bound = (keyword: string, holds: (difference: number) => boolean, phrase: string) => {
    const limit = schema[keyword];
    if (limit === undefined) return;
    const text = String(limit);
    const compare = comparedWith(text);
    checks.push(number => holds(compare(number)) ? undefined : `must be ${phrase} ${text}`);
  };
  bound('minimum', difference => difference >= 0, 'at least');
  bound('maximum', difference => difference <= 0, 'at most');
  bound('exclusiveMinimum', difference => difference > 0, 'more than');
  bound('exclusiveMaximum', difference => difference < 0, 'less than');
  const { multipleOf } = schema;
  if (multipleOf !== undefined) {
    checks.push(number => isMultiple(number, String(multipleOf)) ? undefined : `must be a multiple of ${String(multipleOf)}`);
  }
  return checks;
}

/** The lists of values that a schema allows, each with what others are told. */
function listsOf({ enum: listed, const: one }: Readonly<Record<string, unknown>>): { values: unknown[]; phrase: string }[] {
  return [
    ...Array.isArray(listed) ? [{ values: listed as unknown[], phrase: 'must be one of the values that the schema lists' }] : [],
    ...one === undefined ? [] : [{ values: [one], phrase: 'must be the one value that the schema says' }],
  ];
}

/** Holds a string to the strings of the lists. */
function listedStrings(schema: Readonly<Record<string, unknown>>): Check<ByteString>[] {
  return listsOf(schema).map(({ values, phrase }) => {
    const strings = new Set(values.filter(value => typeof value === 'string').map(latin1Of));
    return bytes => strings.has(bytes) ? undefined : phrase;
  });
}

/** Holds any other value to the lists. */
function listedValues(schema: Readonly<Record<string, unknown>>): Check<JsonValue>[] {
  return listsOf(schema).map(({ values, phrase }) => {
    const identities = new Set(values.map(value => identity(valueOf(value))));
    return value => typeof value === 'string' || identities.has(identity(value)) ? undefined : phrase;
  });
}
