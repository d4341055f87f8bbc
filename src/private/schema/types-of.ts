import { JsonSchema } from '../../contract';

type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * A column's schema with the `type` that follows from its other keywords, where it has none: a CSV field becomes what its type says, and many
 * schemas say it by `enum`, `const`, or alternatives (`anyOf: [{ type: number }, { type: null }]`).
 */
export function withTypes(schema: JsonSchema, definitions: Definitions): JsonSchema {
  if (typeof schema === 'boolean' || schema.type !== undefined) return schema;
  const types = typesOf(schema, definitions, []);
  return types === undefined ? schema : { type: types, ...schema };
}

/** The types that a value of a schema can have; undefined where it can have any. */
function typesOf(schema: JsonSchema, definitions: Definitions, followed: readonly string[]): string[] | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (schema.type !== undefined) return Array.isArray(schema.type) ? schema.type as string[] : [String(schema.type)];
  if (schema.const !== undefined) return [typeOfValue(schema.const)];
  if (Array.isArray(schema.enum)) return unique(schema.enum.map(typeOfValue));
  const of = (one: JsonSchema) => typesOf(one, definitions, followed);
  for (const keyword of ['anyOf', 'oneOf']) {
    const types = ((schema[keyword] ?? []) as JsonSchema[]).map(of);
    if (types.length > 0 && !types.includes(undefined)) return unique(types.flatMap((one) => one ?? []));
  }
  const { $ref: name } = schema;
  const target = typeof name === 'string' && !followed.includes(name) ? typesOf(definitions[name], definitions, [...followed, name]) : undefined;
  const parts = [target, ...((schema.allOf ?? []) as JsonSchema[]).map(of)].filter((types) => types !== undefined);
  return parts.length === 0 ? undefined : parts.reduce(common);
}

/** `number` has `integer` in it. */
function common(one: string[], other: string[]): string[] {
  const both = one.filter((type) => other.includes(type) || (type === 'integer' && other.includes('number')));
  return unique([...both, ...other.filter((type) => type === 'integer' && one.includes('number'))]);
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function unique(types: string[]): string[] {
  return [...new Set(types)];
}
