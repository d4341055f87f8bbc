/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A schema of the document by its name. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schema's values and null. */
export function nullable(schema: Schema): Schema {
  return typeof schema.type === 'string' && schema.enum === undefined
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}

/** An object with exactly these members, all of them there but the optional ones. */
export function record(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    additionalProperties: false,
  };
}

/** A text that says what it is. */
export function text(description: string, more: Schema = {}): Schema {
  return { type: 'string', description, ...more };
}

/** A whole number from 0. */
export function count(description: string): Schema {
  return { type: 'integer', minimum: 0, description };
}

/** A point in time as RFC 3339 has it, in UTC. */
export function time(description: string): Schema {
  return { type: 'string', format: 'date-time', description };
}
