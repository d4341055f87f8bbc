import { behindSpace, behindString, behindValue, stringOf } from './json-text';
import { readValue } from './json-value';
import { computedMembers, insideOf, named, type RowPlan } from './row-plan';
import { Byte } from '../records/bytes';
import { onOneLine } from '../records/json-minify';
import type { ByteString } from '../records/parser';

/** Makes rows of JSON records by a schema. A value that is right stays as it stands, digit for digit. */
export class JsonRows {
  /** Index of what the last record was refused for, and why; empty where it was not. */
  faultAt = 0;
  fault = '';
  /** The values of the last row by column of the schema, where they are needed. */
  private readonly values: (ByteString | undefined)[] = [];
  /** The number of the last record that had each column. */
  private readonly seen: number[];
  private records = 0;

  constructor(private readonly plan: RowPlan) {
    this.seen = plan.columns.map(() => 0);
  }

  /** When the last row expires, in seconds since 1970, where a column says it. */
  get expires(): number | undefined {
    return this.plan.expiry(this.values);
  }

  /** The row of the valid JSON object from `start` to `end`, on one line; undefined where it has a fault. */
  row(text: ByteString, start: number, end: number): ByteString | undefined {
    const { plan } = this;
    this.fault = '';
    this.values.length = 0;
    this.records++;
    let json = '';
    let rescued = '';
    let next = 0;
    let at = behindSpace(text, start + 1);
    while (text.charCodeAt(at) !== Byte.CLOSE_BRACE) {
      if (text.charCodeAt(at) === Byte.COMMA) at = behindSpace(text, at + 1);
      const nameEnd = behindString(text, at);
      const value = behindSpace(text, behindSpace(text, nameEnd) + 1);
      const valueEnd = behindValue(text, value);
      const number = this.numberOf(text, at + 1, nameEnd - 1, next);
      if (number >= 0) {
        if (!this.take(number, text, value, valueEnd)) return undefined;
        if (!plan.passes) json += `,"${plan.names[number]}":${text.slice(value, valueEnd)}`;
        next = number + 1;
      } else {
        const member = `,${text.slice(at, nameEnd)}:${text.slice(value, valueEnd)}`;
        if (plan.unknown === 'reject') {
          return this.refuse(at, `${named(text.slice(at + 1, nameEnd - 1))} is not in the schema: remove it, or set unknownColumns`);
        }
        if (plan.unknown === 'rescue') rescued += member;
        if (plan.unknown === 'keep') {
          if (plan.others && !plan.others.accepts(text, value, valueEnd)) {
            return this.refuse(value, `${named(text.slice(at + 1, nameEnd - 1))} ${plan.others.fault}`);
          }
          if (!plan.passes) json += member;
        }
      }
      at = behindSpace(text, valueEnd);
    }
    return this.complete(text, start, end, json, rescued);
  }

  /** The number of a column by its name as it stands; columns mostly come in the order of the schema. */
  private numberOf(text: ByteString, start: number, end: number, guess: number): number {
    const { columns, byName } = this.plan;
    if (guess < columns.length && columns[guess].name.length === end - start && text.startsWith(columns[guess].name, start)) return guess;
    const name = text.slice(start, end);
    return byName.get(name) ?? (name.includes('\\') ? byName.get(insideOf(stringOf(name))) ?? -1 : -1);
  }

  private take(number: number, text: ByteString, start: number, end: number): boolean {
    const column = this.plan.columns[number];
    if (this.seen[number] === this.records) {
      this.refuse(start, `${named(column.name)} stands there twice: keep one`);
      return false;
    }
    this.seen[number] = this.records;
    if (!column.accepts(text, start, end)) {
      this.refuse(start, `${named(column.name)} ${column.fault}`);
      return false;
    }
    if (this.plan.keepsValues) this.values[number] = text.slice(start, end);
    return true;
  }

  private complete(text: ByteString, start: number, end: number, members: ByteString, rescued: ByteString): ByteString | undefined {
    const { plan } = this;
    for (let number = 0; number < plan.columns.length; number++) {
      const column = plan.columns[number];
      if (column.required && this.seen[number] !== this.records) return this.refuse(start, `${named(column.name)} is missing and required: add it`);
    }
    const fault = plan.whole?.(readValue(text, start));
    if (fault !== undefined) return this.refuse(start, `the record ${fault}`);
    if (plan.passes) return onOneLine(text.slice(start, end));
    const computed = computedMembers(plan, this.values);
    if ('fault' in computed) return this.refuse(start, computed.fault);
    const rest = rescued === '' ? '' : `,"${plan.rescued}":{${rescued.slice(1)}}`;
    return onOneLine(`{${(members + plan.constants + computed.json + rest).slice(1)}}`);
  }

  private refuse(at: number, fault: string): undefined {
    this.faultAt = at;
    this.fault = fault;
    return undefined;
  }
}
