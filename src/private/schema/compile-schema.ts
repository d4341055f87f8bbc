import { checkNames } from './check-names';
import { Keywords, SchemaReader } from './normalize-schema';
import { parseTemplate } from './template';
import { withTypes } from './types-of';
import { ColumnConfig, JsonSchema, SchemaConfig } from '../../contract';
import { SchemaOptions, UnknownColumns } from '../../records/schema';

const RENAME = 'x-rename';
/** Keywords of the record itself that become columns. */
const OF_COLUMNS = ['type', 'properties', 'required', 'additionalProperties', '$ref'];

/** The columns and the rest of a record's schema, references followed. */
interface RecordSchema {
  readonly properties: Map<string, { schema: unknown; place: string }>;
  readonly required: Set<string>;
  readonly rest: Record<string, unknown>;
  additionalProperties?: unknown;
}

/** Checks a schema and makes of it what the handlers work by. Throws what is wrong with it, at its place and with the fix. */
export function compileSchema(schema: unknown, options: SchemaOptions, name: string): SchemaConfig {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new Error(`${name} must be an object of JSON Schema's keywords, not ${JSON.stringify(schema)?.slice(0, 60)}`);
  }
  const reader = new SchemaReader(schema as Keywords, name);
  const record: RecordSchema = { properties: new Map(), required: new Set(), rest: {} };
  collect(schema as Keywords, '', record, reader);
  if (record.properties.size === 0) reader.refuse('', 'has no properties: they are the columns');
  const columns = [...record.properties].map(([column, { schema: one, place }]) => columnOf(column, one, place, record, reader, options));
  for (const column of record.required) {
    if (!record.properties.has(column)) columns.push({ name: column, schema: true, required: true, ...renamed(column, undefined, options) });
  }
  const whole = reader.normalize(record.rest, '');
  const unknown = unknownColumns(record, options, reader);
  const others = unknown === UnknownColumns.KEEP && typeof record.additionalProperties === 'object'
    ? withTypes(reader.normalize(record.additionalProperties, '/additionalProperties'), reader.definitions) : undefined;
  const config: SchemaConfig = {
    columns,
    unknown,
    ...others !== undefined && { others },
    rescued: options.rescuedColumn ?? '_rescued',
    nulls: options.nullValues ?? [''],
    ...options.constants && { constants: Object.fromEntries(Object.entries(options.constants).map(([key, value]) => [key, constantOf(key, value)])) },
    ...options.computed && {
      computed: Object.entries(options.computed).map(([key, template]) => ({ name: key, parts: parseTemplate(key, template, columns) })),
    },
    ...Object.keys(whole).length > 0 && { whole },
    ...Object.keys(reader.definitions).length > 0 && { definitions: reader.definitions },
  };
  checkNames(config, options);
  return config;
}

/** Follows references and joins what `allOf` says about columns, so that every column is found and has its type. */
function collect(schema: Keywords, place: string, record: RecordSchema, reader: SchemaReader): void {
  if (schema.type !== undefined && schema.type !== 'object') {
    reader.refuse(`${place}/type`, `must be "object", because a record is one, not ${JSON.stringify(schema.type)}`);
  }
  if (schema.patternProperties !== undefined) {
    reader.refuse(`${place}/patternProperties`, 'cannot be said of a record itself: name the columns under properties');
  }
  if (schema.$ref !== undefined) collect(reader.resolve(schema.$ref, `${place}/$ref`) as Keywords, `${place}/$ref`, record, reader);
  const { properties, required } = schema;
  reader.normalize({ ...properties !== undefined && { properties }, ...required !== undefined && { required } }, place);
  for (const [column, one] of Object.entries((schema.properties ?? {}) as Keywords)) {
    const twin = record.properties.get(column);
    const path = `${place}/properties/${column}`;
    record.properties.set(column, twin ? { schema: { allOf: [twin.schema, one] }, place: path } : { schema: one, place: path });
  }
  for (const column of (schema.required ?? []) as string[]) record.required.add(column);
  if (schema.additionalProperties !== undefined) record.additionalProperties = schema.additionalProperties;
  for (const [keyword, value] of Object.entries(schema)) {
    if (OF_COLUMNS.includes(keyword)) continue;
    if (keyword === 'allOf' && Array.isArray(value)) {
      const rest = value.filter((one, n) => !join(one, `${place}/allOf/${n}`, record, reader));
      if (rest.length > 0) record.rest.allOf = [...(record.rest.allOf as unknown[] | undefined) ?? [], ...rest];
    } else if (record.rest[keyword] === undefined) {
      record.rest[keyword] = value;
    } else {
      record.rest.allOf = [...(record.rest.allOf as unknown[] | undefined) ?? [], { [keyword]: value }];
    }
  }
}

/** Whether a part of `allOf` says nothing but which columns there are, and was joined. */
function join(part: unknown, place: string, record: RecordSchema, reader: SchemaReader): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { if: condition, then, else: otherwise, not, anyOf, oneOf, additionalProperties } = part as Keywords;
  if ([condition, then, otherwise, not, anyOf, oneOf, additionalProperties].some((keyword) => keyword !== undefined)) return false;
  collect(part as Keywords, place, record, reader);
  return true;
}

function columnOf(name: string, schema: unknown, place: string, record: RecordSchema, reader: SchemaReader, options: SchemaOptions): ColumnConfig {
  return {
    name,
    ...renamed(name, schema, options),
    schema: withTypes(inlined(schema, place, reader, new Set()), reader.definitions),
    ...record.required.has(name) && { required: true as const },
  };
}

/** The schema of a column with the references of its own followed, as deep as they go in one line. */
function inlined(schema: unknown, place: string, reader: SchemaReader, seen: Set<unknown>): JsonSchema {
  const reference = typeof schema === 'object' && schema !== null ? (schema as Keywords).$ref : undefined;
  if (reference === undefined || seen.has(reference)) return reader.normalize(schema, place);
  const { $ref: _, ...siblings } = schema as Keywords;
  const target = inlined(reader.resolve(reference, `${place}/$ref`), String(reference).slice(1), reader, seen.add(reference));
  const own = reader.normalize(siblings, place) as Keywords;
  if (Object.keys(own).length === 0) return target;
  return { ...own, allOf: [target, ...(own.allOf as JsonSchema[] | undefined) ?? []] };
}

function renamed(name: string, schema: unknown, options: SchemaOptions): { as?: string } {
  const own = typeof schema === 'object' && schema !== null ? (schema as Keywords)[RENAME] : undefined;
  if (own !== undefined && (typeof own !== 'string' || own === '')) {
    throw new Error(`${RENAME} of the column ${JSON.stringify(name)} must be a name, not ${JSON.stringify(own)}`);
  }
  const as = options.renames?.[name] ?? own as string | undefined;
  return as === undefined || as === name ? {} : { as };
}

function unknownColumns(record: RecordSchema, options: SchemaOptions, reader: SchemaReader): UnknownColumns {
  const closed = record.additionalProperties === false;
  const unknown = options.unknownColumns ?? (closed ? UnknownColumns.REJECT : UnknownColumns.KEEP);
  if (closed && unknown === UnknownColumns.KEEP) {
    reader.refuse('/additionalProperties', 'is false, and unknownColumns is KEEP: drop, rescue or reject them, or allow additional properties');
  }
  return unknown;
}

function constantOf(name: string, value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new Error(`the constant ${JSON.stringify(name)} must be a value that JSON has, not ${String(value)}`);
  return json;
}
