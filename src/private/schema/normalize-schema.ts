import { ANNOTATIONS, KEYWORDS, valueProblem } from './keywords';
import { JsonSchema } from '../../contract';

/** A schema with keywords. */
export type Keywords = { readonly [keyword: string]: unknown };

/** Formats of strings that the handlers hold to. */
export const KNOWN_FORMATS = [
  'date', 'date-time', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid', 'json-pointer',
];

/** What to do instead of a keyword that is not held to. */
const FIXES: Readonly<Record<string, string>> = {
  nullable: "add 'null' to the type",
  unevaluatedProperties: 'use additionalProperties',
  unevaluatedItems: 'use items',
  $dynamicRef: 'use $ref',
  $recursiveRef: 'use $ref',
};

/** Takes a schema apart: annotations are left out, references followed, and everything that would not be held to is refused by name. */
export class SchemaReader {
  /** What is referred to from within, by the reference. */
  readonly definitions: Record<string, JsonSchema> = {};

  /** @param name what the schema is called in an error */
  constructor(private readonly root: Keywords, private readonly name: string) {}

  /** The schema at a place, as the handlers get it. */
  normalize(schema: unknown, place: string): JsonSchema {
    if (typeof schema === 'boolean') return schema;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) this.refuse(place, 'must be a schema: an object of keywords, true or false');
    const result: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) continue;
      result[keyword] = keyword === '$ref' ? this.reference(value, place) : this.keyword(keyword, value, `${place}/${keyword}`);
    }
    return result;
  }

  /** What a reference inside of this schema refers to. */
  resolve(reference: unknown, place: string): unknown {
    if (typeof reference !== 'string' || !(reference === '#' || reference.startsWith('#/'))) {
      this.refuse(place, `refers to ${JSON.stringify(reference)}: only references into the schema itself, such as #/$defs/address, can be followed`);
    }
    let target: unknown = this.root;
    for (const part of reference.split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      target = typeof target === 'object' && target !== null && Object.hasOwn(target, name) ? (target as Keywords)[name] : undefined;
    }
    if (target === undefined) this.refuse(place, `refers to ${reference}, which is not there`);
    return target;
  }

  refuse(place: string, problem: string): never {
    throw new Error(`${this.name}: ${place === '' ? 'the schema' : place} ${problem}`);
  }

  private reference(reference: unknown, place: string): string {
    const target = this.resolve(reference, `${place}/$ref`);
    const name = String(reference);
    if (!Object.hasOwn(this.definitions, name)) {
      // Known before it is read: it may refer to itself.
      this.definitions[name] = true;
      this.definitions[name] = this.normalize(target, name.slice(1));
    }
    return name;
  }

  private keyword(keyword: string, value: unknown, place: string): unknown {
    if (!Object.hasOwn(KEYWORDS, keyword)) {
      this.refuse(place, `is a keyword that records are not held to: ${FIXES[keyword] ?? 'leave it out, or check spelling and draft (2020-12 or 7)'}`);
    }
    const kind = KEYWORDS[keyword];
    const problem = valueProblem(kind, value);
    if (problem) this.refuse(place, `${problem}, not ${JSON.stringify(value)}`);
    if (keyword === 'pattern') this.checkPattern(String(value), place);
    if (keyword === 'format' && !KNOWN_FORMATS.includes(String(value))) {
      this.refuse(place, `is ${JSON.stringify(value)}, which values are not held to: leave it out, or use one of ${KNOWN_FORMATS.join(', ')}`);
    }
    if (keyword === 'multipleOf' && !(Number(value) > 0)) this.refuse(place, `must be more than 0, not ${String(value)}`);
    if (keyword === 'patternProperties') Object.keys(value as Keywords).forEach((pattern) => this.checkPattern(pattern, place));
    const named = () => Object.entries(value as Keywords);
    switch (kind) {
      case 'schema': return this.normalize(value, place);
      case 'schemas': return (value as unknown[]).map((one, n) => this.normalize(one, `${place}/${n}`));
      case 'schema or schemas':
        return Array.isArray(value) ? value.map((one, n) => this.normalize(one, `${place}/${n}`)) : this.normalize(value, place);
      case 'schema map': return Object.fromEntries(named().map(([name, one]) => [name, this.normalize(one, `${place}/${name}`)]));
      case 'dependencies':
        return Object.fromEntries(named().map(([name, one]) => [name, Array.isArray(one) ? one : this.normalize(one, `${place}/${name}`)]));
      default: return value;
    }
  }

  private checkPattern(pattern: string, place: string): void {
    try {
      new RegExp(pattern, 'u');
    } catch (error) {
      this.refuse(place, `must be a regular expression of ECMA-262 with Unicode: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
