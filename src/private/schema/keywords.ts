/** What the value of a keyword of JSON Schema must be. */
export type Kind = 'schema' | 'schemas' | 'schema map' | 'schema or schemas' | 'dependencies' | 'types' | 'number' | 'count' | 'text' | 'texts' | 'values' | 'value' | 'flag'
  | 'text map of texts';

/** The keywords that are held to. */
export const KEYWORDS: Readonly<Record<string, Kind>> = {
  type: 'types',
  enum: 'values',
  const: 'value',
  multipleOf: 'number',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  minLength: 'count',
  maxLength: 'count',
  pattern: 'text',
  format: 'text',
  items: 'schema or schemas',
  prefixItems: 'schemas',
  additionalItems: 'schema',
  contains: 'schema',
  minContains: 'count',
  maxContains: 'count',
  minItems: 'count',
  maxItems: 'count',
  uniqueItems: 'flag',
  properties: 'schema map',
  patternProperties: 'schema map',
  additionalProperties: 'schema',
  propertyNames: 'schema',
  required: 'texts',
  minProperties: 'count',
  maxProperties: 'count',
  dependentRequired: 'text map of texts',
  dependentSchemas: 'schema map',
  dependencies: 'dependencies',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
};

/** Keywords that say nothing about a value, or hold what others refer to. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema', '$id', '$comment', '$vocabulary', '$defs', 'definitions', 'title', 'description', 'default', 'examples', 'example', 'deprecated', 'readOnly', 'writeOnly',
  'contentEncoding', 'contentMediaType', 'contentSchema',
]);

const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSchema = (value: unknown): boolean => typeof value === 'boolean' || isObject(value);
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** What a value of each kind must be, in words, and whether it is. */
const KINDS: Record<Kind, readonly [string, (value: unknown) => boolean]> = {
  'schema': ['a schema', isSchema],
  'schemas': ['a list of schemas', (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema)],
  'schema map': ['an object of schemas', (value) => isObject(value) && Object.values(value).every(isSchema)],
  'schema or schemas': ['a schema or a list of schemas', (value) => isSchema(value) || (Array.isArray(value) && value.every(isSchema))],
  'dependencies': ['an object of schemas or lists of names', (value) => isObject(value) && Object.values(value).every((one) => isSchema(one) || areTexts(one))],
  'types': [`one or several of ${TYPES.join(', ')}`, (value) => {
    const types: unknown[] = Array.isArray(value) ? value : [value];
    return types.length > 0 && types.every((type) => isText(type) && TYPES.includes(type));
  }],
  'number': ['a number', (value) => typeof value === 'number'],
  'count': ['a whole number of 0 or more', (value) => Number.isInteger(value) && (value as number) >= 0],
  'text': ['a string', isText],
  'texts': ['a list of strings', areTexts],
  'values': ['a list of values', (value) => Array.isArray(value) && value.length > 0],
  'value': ['a value', (value) => value !== undefined],
  'flag': ['true or false', (value) => typeof value === 'boolean'],
  'text map of texts': ['an object of lists of names', (value) => isObject(value) && Object.values(value).every(areTexts)],
};

/** What is wrong with the value of a keyword, in words, or undefined. */
export function valueProblem(kind: Kind, value: unknown): string | undefined {
  const [words, is] = KINDS[kind];
  return is(value) ? undefined : `must be ${words}`;
}
