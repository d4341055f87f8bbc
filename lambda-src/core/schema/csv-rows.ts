import type { Column } from './column';
import { stringOf } from './json-text';
import { type JsonValue, readValue } from './json-value';
import { computedMembers, named, type RowPlan } from './row-plan';
import { fieldJson } from '../records/csv-header';
import { type CsvScanner, Mark } from '../records/csv-scanner';
import type { Notation } from '../records/notation';
import type { ByteString } from '../records/parser';

const KEPT = -1;
const DROPPED = -2;
const RESCUED = -3;

/** What a value may follow, as indexes of `openings`, and what stands between the two. */
const AFTER_NOTHING = 0;
const AFTER_VALUE = 2;
const AFTER_STRING = 4;
const FOLLOWED = ['{', ',', '",'];

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
  /** What goes in front of a field's value, by what it follows and by whether it is in quotes. */
  private readonly openings: readonly (readonly ByteString[])[];
  private readonly quote: ByteString;
  private readonly constants: ByteString;
  private readonly keepsValues: boolean;
  private readonly hasRescued: boolean;

  /**
   * @param names of the file's columns, each as the inside of a JSON string
   * @param notation of the rows
   */
  constructor(private readonly names: readonly ByteString[], private readonly plan: RowPlan, private readonly notation: Notation) {
    const rest = plan.unknown === 'drop' ? DROPPED : plan.unknown === 'rescue' ? RESCUED : KEPT;
    this.columnOf = names.map(name => plan.byName.get(name) ?? rest);
    this.columns = this.columnOf.map(column => column >= 0 ? plan.columns[column] : plan.others);
    const members = this.columnOf.map((column, field) => `"${column >= 0 ? plan.names[column] : names[field]}":`);
    this.openings = FOLLOWED.flatMap(end => ['', '"'].map(begin => members.map(member => notation.write(end + member + begin))));
    this.quote = notation.write('"');
    this.constants = notation.write(plan.constants);
    this.keepsValues = plan.keepsValues || plan.whole !== undefined;
    this.hasRescued = this.columnOf.includes(RESCUED);
  }

  /** When the last row expires, in seconds since 1970, where a column says it. */
  get expires(): number | undefined {
    return this.plan.expiry(this.values);
  }

  /** The row of a scanned record of as many fields as there are columns; undefined where it has a fault. */
  row(text: ByteString, scanner: CsvScanner): ByteString | undefined {
    const { columnOf, columns, openings, notation } = this;
    const { starts, ends, marks } = scanner;
    this.fault = '';
    if (this.keepsValues) this.values.length = 0;
    let row = '';
    let after = AFTER_NOTHING;
    for (let field = 0; field < columnOf.length; field++) {
      const number = columnOf[field];
      if (number <= DROPPED) continue;
      const column = columns[field];
      const isClean = marks[field] === Mark.CLEAN;
      let value: ByteString | undefined;
      let quoted = true;
      if (column === undefined || column.plain) {
        value = isClean ? text.slice(starts[field], ends[field]) : fieldJson(text, scanner, field);
      } else {
        value = column.ofField(text, starts[field], ends[field], marks[field]);
        quoted = column.quoted;
        if (value === undefined) {
          if (column.fault !== '') return this.refuse(field, `${named(this.names[field])} ${column.fault}`);
          continue;
        }
      }
      row += openings[after + (quoted ? 1 : 0)][field];
      // What becomes of a clean field is its own characters, none of which is written otherwise.
      row += isClean ? value : notation.write(value);
      after = quoted ? AFTER_STRING : AFTER_VALUE;
      if (this.keepsValues && number >= 0) this.values[number] = quoted ? `"${value}"` : value;
    }
    return this.complete(after === AFTER_STRING ? row + this.quote : row, text, scanner);
  }

  private complete(members: ByteString, text: ByteString, scanner: CsvScanner): ByteString | undefined {
    const { plan, notation } = this;
    if (plan.whole) {
      const fault = plan.whole(this.record(members === '' ? '{}' : notation.read(`${members}}`)));
      if (fault !== undefined) return this.refuse(0, `the record ${fault}`);
    }
    let row = members + this.constants;
    if (plan.computed.length > 0) {
      const computed = computedMembers(plan, this.values);
      if ('fault' in computed) return this.refuse(0, computed.fault);
      row += notation.write(computed.json);
    }
    if (this.hasRescued) row += notation.write(`,"${plan.rescued}":${this.rescue(text, scanner)}`);
    return members === '' ? `{${row.slice(1)}}` : `${row}}`;
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
