import { Column } from './column';
import { expiryOfValue } from './expiry';
import { latin1Of } from './json-text';
import type { JsonValue } from './json-value';
import { type Check, Rules } from './rule';
import type { RecordsConfig, RowTtlConfig, SchemaConfig } from '../../../src/contract';
import type { ByteString } from '../records/parser';

/** A member that is put together of texts and of the columns with these numbers. */
interface Computed {
  /** `"name":"` */
  readonly prefix: ByteString;
  readonly parts: readonly (ByteString | number)[];
}

/** A schema, made ready once for all rows. Names are byte strings, and the insides of JSON strings. */
export class RowPlan {
  readonly columns: readonly Column[];
  /** What each column is called in the row. */
  readonly names: readonly ByteString[];
  readonly byName: ReadonlyMap<ByteString, number>;
  readonly unknown: SchemaConfig['unknown'];
  /** For columns that the schema does not know, where they are kept. */
  readonly others?: Column;
  /** What the record must be as a whole; on an object by the names of the file. */
  readonly whole?: Check<JsonValue>;
  readonly rescued: ByteString;
  /** Every constant with a comma in front. */
  readonly constants: ByteString;
  readonly computed: readonly Computed[];
  /** Number of the column that says when a row expires, or -1. */
  private readonly ttlColumn: number;
  /** Whether a row says the same as its record, word for word. */
  readonly passes: boolean;

  constructor(config: SchemaConfig, private readonly ttl?: RowTtlConfig) {
    const rules = new Rules(config.definitions);
    const nulls = config.nulls.map(latin1Of);
    this.columns = config.columns.map(({ name, schema, required }) => new Column(insideOf(name), rules.rule(schema), required === true, nulls));
    this.names = config.columns.map(({ name, as }) => insideOf(as ?? name));
    this.byName = new Map(this.columns.map(({ name }, n) => [name, n]));
    this.unknown = config.unknown;
    this.others = config.others === undefined ? undefined : new Column('', rules.rule(config.others), false, nulls);
    this.whole = config.whole === undefined ? undefined : rules.check(config.whole);
    this.rescued = insideOf(config.rescued);
    this.constants = Object.entries(config.constants ?? {}).map(([name, json]) => `,"${insideOf(name)}":${latin1Of(json)}`).join('');
    const numberOf = (column: string) => config.columns.findIndex(({ name }) => name === column);
    this.computed = (config.computed ?? []).map(({ name, parts }) => ({
      prefix: `"${insideOf(name)}":"`,
      parts: parts.map(part => typeof part === 'string' ? insideOf(part) : numberOf(part.column)),
    }));
    this.ttlColumn = ttl && typeof ttl.from === 'object' ? numberOf(ttl.from.column) : -1;
    this.passes = (config.unknown === 'keep' || config.unknown === 'reject') && this.constants === '' && this.computed.length === 0
      && config.columns.every(({ as }) => as === undefined);
  }

  /** Whether the values of a row are needed beyond its text. */
  get keepsValues(): boolean {
    return this.computed.length > 0 || this.ttlColumn >= 0;
  }

  /** When a row of these values by column expires, in seconds since 1970, where one of them says it. */
  expiry(values: readonly (ByteString | undefined)[]): number | undefined {
    return this.ttl && this.ttlColumn >= 0 ? expiryOfValue(values[this.ttlColumn], this.ttl) : undefined;
  }
}

const plans = new WeakMap<SchemaConfig, RowPlan>();

/** The plan of a configuration, made once. */
export function rowPlan({ schema, rowTtl }: RecordsConfig): RowPlan | undefined {
  if (!schema) return undefined;
  const plan = plans.get(schema) ?? new RowPlan(schema, rowTtl);
  plans.set(schema, plan);
  return plan;
}

/** The inside of the JSON string of a text, as a byte string. */
export function insideOf(text: string): ByteString {
  return latin1Of(JSON.stringify(text)).slice(1, -1);
}

/** A column's name in a message: a text for people again. */
export function named(name: ByteString): string {
  return `the column "${Buffer.from(name, 'latin1').toString()}"`;
}

/** The computed members of a row, each with a comma in front, or why there are none: a hole in a key would make two keys one. */
export function computedMembers(
  { computed, columns }: RowPlan, values: readonly (ByteString | undefined)[],
): { json: ByteString } | { fault: string } {
  let json = '';
  for (const { prefix, parts } of computed) {
    let text = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const value = values[part];
      if (value === undefined || value === 'null' || value.startsWith('{') || value.startsWith('[')) {
        return { fault: `${named(columns[part].name)} must have a value, because a key is computed of it` };
      }
      text += value.startsWith('"') ? value.slice(1, -1) : value;
    }
    json += `,${prefix}${text}"`;
  }
  return { json };
}
