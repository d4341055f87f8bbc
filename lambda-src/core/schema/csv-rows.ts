import type { Column } from './column';
import { stringOf } from './json-text';
import { type JsonValue, readValue } from './json-value';
import { computedMembers, named, type RowPlan } from './row-plan';
import { fieldJson } from '../records/csv-header';
import { type CsvScanner, Mark } from '../records/csv-scanner';
import type { ByteString } from '../records/parser';

const KEPT = -1;
const DROPPED = -2;
const RESCUED = -3;

/** Makes rows of the records of one CSV file by a schema. */
export class CsvRows {
  /** Number of the field that the last record was refused for, and why; empty where it was not. */
  faultField = 0;
  fault = '';
  /** The values of the last row by column of the schema, where they are needed. */
  private readonly values: (ByteString | undefined)[] = [];

  /** For each field its column of the schema, or what becomes of it. */
  private readonly columnOf: number[];
  private readonly columns: (Column | undefined)[];
  /** What goes in front of a value: `"name":`, for a field that is the inside of a string with the quote behind it. */
  private readonly prefixes: ByteString[];
  private readonly keepsValues: boolean;
  private readonly hasRescued: boolean;

  /**
   * @param names of the file's columns, each as the inside of a JSON string
   */
  constructor(private readonly names: readonly ByteString[], private readonly plan: RowPlan) {
    const rest = plan.unknown === 'drop' ? DROPPED : plan.unknown === 'rescue' ? RESCUED : KEPT;
    this.columnOf = names.map(name => plan.byName.get(name) ?? rest);
    this.columns = this.columnOf.map(column => column >= 0 ? plan.columns[column] : plan.others);
    this.prefixes = this.columnOf.map((column, field) => `"${column >= 0 ? plan.names[column] : names[field]}":`);
    this.keepsValues = plan.keepsValues || plan.whole !== undefined;
    this.hasRescued = this.columnOf.includes(RESCUED);
  }

  /** When the last row expires, in seconds since 1970, where a column says it. */
  get expires(): number | undefined {
    return this.plan.expiry(this.values);
  }

  /** The JSON text of a scanned record of as many fields as there are columns; undefined where it has a fault. */
  row(text: ByteString, scanner: CsvScanner): ByteString | undefined {
    const { columnOf, columns, prefixes, plan } = this;
    const { starts, ends, marks } = scanner;
    this.fault = '';
    if (this.keepsValues) this.values.length = 0;
    let json = '';
    // What stands between the last value and the next: nothing, a comma, or the last value's quote and a comma.
    let between = '{';
    for (let field = 0; field < prefixes.length; field++) {
      const number = columnOf[field];
      if (number <= DROPPED) continue;
      const column = columns[field];
      if (column === undefined || column.plain) {
        json += between + prefixes[field] + '"';
        const value = marks[field] === Mark.CLEAN ? text.slice(starts[field], ends[field]) : fieldJson(text, scanner, field);
        json += value;
        between = '",';
        if (this.keepsValues && number >= 0) this.values[number] = `"${value}"`;
        continue;
      }
      const value = column.ofField(text, starts[field], ends[field], marks[field]);
      if (value === undefined) {
        if (column.fault !== '') return this.refuse(field, `${named(this.names[field])} ${column.fault}`);
        continue;
      }
      if (column.quoted) {
        json += between + prefixes[field] + '"' + value;
        between = '",';
      } else {
        json += between + prefixes[field] + value;
        between = ',';
      }
      if (this.keepsValues && number >= 0) this.values[number] = column.quoted ? `"${value}"` : value;
    }
    if (between === '",') json += '"';
    return this.tail(json, text, scanner, plan);
  }

  private tail(members: ByteString, text: ByteString, scanner: CsvScanner, plan: RowPlan): ByteString | undefined {
    if (plan.whole) {
      const fault = plan.whole(this.record(members === '' ? '{}' : `${members}}`));
      if (fault !== undefined) return this.refuse(0, `the record ${fault}`);
    }
    let json = members + plan.constants;
    if (plan.computed.length > 0) {
      const computed = computedMembers(plan, this.values);
      if ('fault' in computed) return this.refuse(0, computed.fault);
      json += computed.json;
    }
    if (this.hasRescued) json += `,"${plan.rescued}":${this.rescue(text, scanner)}`;
    return members === '' ? `{${json.slice(1)}}` : `${json}}`;
  }

  /** The row by the names of the file. */
  private record(row: ByteString): Map<string, JsonValue> {
    const members = readValue(row, 0) as Map<string, JsonValue>;
    for (const [number, column] of this.plan.columns.entries()) {
      const as = stringOf(this.plan.names[number]);
      const name = stringOf(column.name);
      if (as === name) continue;
      members.delete(as);
    }
    for (const [number, column] of this.plan.columns.entries()) {
      const value = this.values[number];
      if (value !== undefined) members.set(stringOf(column.name), readValue(value, 0));
    }
    return members;
  }

  private rescue(text: ByteString, scanner: CsvScanner): ByteString {
    const members = this.names.map((name, field) => this.columnOf[field] === RESCUED ? `"${name}":"${fieldJson(text, scanner, field)}"` : '');
    return `{${members.filter(member => member !== '').join()}}`;
  }

  private refuse(field: number, fault: string): undefined {
    this.faultField = field;
    this.fault = fault;
    return undefined;
  }
}

/** Why no record of a file with these columns can be a row, with the number of the field, or undefined. */
export function headerProblem(names: readonly ByteString[], plan: RowPlan): { field: number; message: string } | undefined {
  const missing = plan.columns.find(({ name, required }) => required && !names.includes(name));
  if (missing) return { field: 0, message: `the header lacks ${named(missing.name)}, which the schema requires: add it` };
  const field = plan.unknown === 'reject' ? names.findIndex(name => !plan.byName.has(name)) : -1;
  if (field < 0) return undefined;
  return { field, message: `${named(names[field])} is not in the schema: remove it, or set unknownColumns` };
}
