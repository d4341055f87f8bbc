import { bytesOf, isNumber, isWhole } from './json-text';
import { readValue } from './json-value';
import { firstFault, type Rule } from './rule';
import { hasType, Type } from './types';
import { Byte } from '../records/bytes';
import { Mark } from '../records/csv-scanner';
import { onOneLine } from '../records/json-minify';
import { JsonScanner } from '../records/json-scanner';
import type { ByteString } from '../records/parser';

const NUMBER = Type.INTEGER + Type.FRACTION;
const CONTAINER = Type.OBJECT + Type.ARRAY;

/** Levels of nesting in the JSON text of one CSV field. */
const MAX_CELL_DEPTH = 100;

/**
 * Turns the fields of one column into JSON values, or checks values that are JSON already. It is used again for each row and works on
 * stretches of the file's text, because the hot path makes no objects.
 */
export class Column {
  /** Why the last value was not taken, as `must be …`; empty where it was or where there was none. */
  fault = '';
  /** Whether what was returned last is the inside of a string. */
  quoted = false;

  /** Whether every field is taken as it stands: nothing but a string, and nothing said about it. */
  readonly plain: boolean;
  private readonly mask: number;
  /** The types that a CSV field can become. */
  private readonly fieldMask: number;
  private readonly strings: Rule['strings'];
  private readonly numbers: Rule['numbers'];
  private readonly others: Rule['others'];
  private readonly typePhrase: string;
  private readonly nulls: ReadonlySet<ByteString>;
  private readonly emptyIsNull: boolean;
  /** Whether the empty string is a value that the column may have. */
  private readonly takesEmpty: boolean;

  /**
   * @param name in the file, as a byte string
   * @param nulls texts of a CSV field that mean no value
   */
  constructor(readonly name: ByteString, rule: Rule, readonly required: boolean, nulls: readonly ByteString[]) {
    this.mask = rule.mask;
    this.fieldMask = fieldMask(rule.mask);
    this.strings = rule.strings;
    this.numbers = rule.numbers;
    this.others = rule.others;
    this.typePhrase = rule.typePhrase;
    this.emptyIsNull = nulls.includes('');
    this.nulls = new Set(nulls.filter(text => text !== ''));
    this.takesEmpty = hasType(this.fieldMask, Type.STRING) && firstFault(rule.strings, '') === undefined && firstFault(rule.others, '') === undefined;
    const checks = rule.strings.length + rule.others.length;
    this.plain = checks === 0 && this.nulls.size === 0 && this.fieldMask === Type.STRING;
  }

  /** The value of a CSV field; undefined where there is none, or where it has a fault. A string comes without its quotes. */
  ofField(text: ByteString, start: number, end: number, mark: number): ByteString | undefined {
    this.fault = '';
    this.quoted = false;
    const mask = this.fieldMask;
    if (start === end ? this.emptyIsNull : this.nulls.size > 0 && this.nulls.has(text.slice(start, end))) {
      if (hasType(mask, Type.NULL)) return this.checked('null');
      if (start < end || !this.takesEmpty) return this.missing();
    }
    if (hasType(mask, NUMBER) && isNumber(text, start, end) && (hasType(mask, Type.FRACTION) || isWhole(text, start, end))) {
      return this.number(text.slice(start, end));
    }
    if (hasType(mask, Type.BOOLEAN)) {
      const word = wordOf(text, start, end);
      if (word !== undefined) return this.checked(word);
    }
    if (hasType(mask, CONTAINER)) {
      const json = containerOf(unquoted(text, start, end, mark), mask);
      if (json !== undefined) return this.checked(json);
    }
    return hasType(mask, Type.STRING) ? this.field(text, start, end, mark) : this.refuse(this.typePhrase);
  }

  /** Checks the JSON value from `start` to `end`; returns whether it may stand. */
  accepts(text: ByteString, start: number, end: number): boolean {
    this.fault = '';
    const { mask } = this;
    const first = text.charCodeAt(start);
    if (first === Byte.QUOTE) {
      if (!hasType(mask, Type.STRING)) return this.deny(this.typePhrase);
      if (this.strings.length > 0) this.deny(firstFault(this.strings, bytesOf(text.slice(start + 1, end - 1))));
    } else if (first === Byte.MINUS || first <= Byte.NINE) {
      if (!hasType(mask, Type.FRACTION) && !(hasType(mask, Type.INTEGER) && isWhole(text, start, end))) return this.deny(this.typePhrase);
      if (this.numbers.length > 0) this.deny(firstFault(this.numbers, text.slice(start, end)));
    } else if (!hasType(mask, typeOfFirst(first))) {
      return this.deny(this.typePhrase);
    }
    if (this.fault === '' && this.others.length > 0) this.deny(firstFault(this.others, readValue(text, start)));
    return this.fault === '';
  }

  private number(digits: ByteString): ByteString | undefined {
    if (this.numbers.length > 0) {
      const fault = firstFault(this.numbers, digits);
      if (fault !== undefined) return this.refuse(fault);
    }
    return this.checked(digits);
  }

  private field(text: ByteString, start: number, end: number, mark: number): ByteString | undefined {
    const raw = unquoted(text, start, end, mark);
    const inside = mark === Mark.CLEAN ? raw : JSON.stringify(raw).slice(1, -1);
    if (this.strings.length > 0) {
      const fault = firstFault(this.strings, raw);
      if (fault !== undefined) return this.refuse(fault);
    }
    if (this.others.length > 0 && this.checked(`"${inside}"`) === undefined) return undefined;
    this.quoted = true;
    return inside;
  }

  private missing(): undefined {
    if (this.required) this.fault = 'must have a value';
    return undefined;
  }

  /** A value that is right as far as its type goes. */
  private checked(json: ByteString): ByteString | undefined {
    if (this.others.length === 0) return json;
    const fault = firstFault(this.others, readValue(json, 0));
    return fault === undefined ? json : this.refuse(fault);
  }

  private refuse(fault: string): undefined {
    this.fault = fault;
    return undefined;
  }

  private deny(fault: string | undefined): boolean {
    if (fault !== undefined) this.fault = fault;
    return false;
  }
}

/** A field of a column that may be anything is a string: nothing is guessed. */
function fieldMask(mask: number): number {
  return mask === Type.ANY ? Type.STRING : mask;
}

function unquoted(text: ByteString, start: number, end: number, mark: number): ByteString {
  const raw = text.slice(start, end);
  return mark === Mark.DOUBLED ? raw.replaceAll('""', '"') : raw;
}

/** `true` and `false`, in any letters. */
function wordOf(text: ByteString, start: number, end: number): 'true' | 'false' | undefined {
  if (end - start !== 4 && end - start !== 5) return undefined;
  const word = text.slice(start, end).toLowerCase();
  return word === 'true' || word === 'false' ? word : undefined;
}

const scanner = new JsonScanner();

/** A field that is the JSON text of an object or array, on one line. */
function containerOf(json: ByteString, mask: number): ByteString | undefined {
  const first = json.charCodeAt(0);
  if (!((first === Byte.OPEN_BRACE && hasType(mask, Type.OBJECT)) || (first === Byte.OPEN_BRACKET && hasType(mask, Type.ARRAY)))) return undefined;
  const bytes = Buffer.from(json, 'latin1');
  scanner.reset();
  return scanner.scan(bytes, 0, bytes.length) === bytes.length && scanner.done && scanner.deepest <= MAX_CELL_DEPTH ? onOneLine(json) : undefined;
}

function typeOfFirst(first: number): number {
  switch (first) {
    case Byte.OPEN_BRACE: return Type.OBJECT;
    case Byte.OPEN_BRACKET: return Type.ARRAY;
    case Byte.LOWER_N: return Type.NULL;
    default: return Type.BOOLEAN;
  }
}
