import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { CASES, parsersBy } from './by-schema';
import { cut, dice } from '../records/chunks';
import { parseChunks, parseChunksTwice } from '../records/parse';

const ajv = addFormats(new Ajv2020({ strict: false, validateSchema: false }));
const ajv7 = addFormats(new Ajv({ strict: false, validateSchema: false }));

const word = fc.constantFrom('', 'a', 'b', 'ab', 'é', '😀x', 'aaaa', '2024-02-29', '2023-02-29', '2024-01-01T00:00:00Z', '10.0.0.1', 'a@b.example', '12', 'null', '{}');
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, 1.25, 1e3, -0, 100, 2.5));
const scalar = fc.oneof(fc.constant(null), fc.boolean(), number, word);
// Once through JSON: ajv holds objects without a prototype for something else.
const json = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'é', 'x"'), tie('value'), { maxKeys: 3 })),
})).value.map((value): unknown => JSON.parse(JSON.stringify(value)));

const count = fc.nat(3);
const keywords = (schema: fc.Arbitrary<unknown>) => fc.oneof(
  fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'object', 'array') }),
  fc.record({ type: fc.uniqueArray(fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'object', 'array'), { minLength: 1 }) }),
  fc.record({ enum: fc.uniqueArray(json, { minLength: 1, maxLength: 4 }) }, { requiredKeys: ['enum'] }),
  fc.record({ const: json }, { requiredKeys: ['const'] }),
  fc.record({ minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number }, { requiredKeys: [] }),
  fc.record({ multipleOf: fc.constantFrom(1, 2, 0.25, 5) }),
  fc.record({ minLength: count, maxLength: count }, { requiredKeys: [] }),
  fc.record({ pattern: fc.constantFrom('^a', 'b$', '^.$', '\\d') }),
  fc.record({ format: fc.constantFrom('date', 'date-time', 'ipv4', 'email', 'uuid') }),
  fc.record({ items: schema, minItems: count, maxItems: count, uniqueItems: fc.boolean() }, { requiredKeys: [] }),
  fc.record({ prefixItems: fc.array(schema, { minLength: 1, maxLength: 2 }), items: schema }, { requiredKeys: ['prefixItems'] }),
  fc.record({ contains: schema, minContains: count, maxContains: count }, { requiredKeys: ['contains'] }),
  fc.record({
    properties: fc.dictionary(fc.constantFrom('a', 'b', 'é', 'x"'), schema, { maxKeys: 2 }),
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b|x'), schema, { maxKeys: 1 }),
    additionalProperties: schema,
    required: fc.uniqueArray(fc.constantFrom('a', 'b', 'é'), { maxLength: 2 }),
    minProperties: count,
    maxProperties: count,
    propertyNames: fc.record({ maxLength: count }),
    dependentRequired: fc.constant({ a: ['b'] }),
    dependentSchemas: fc.record({ b: schema }),
  }, { requiredKeys: [] }),
  fc.record({ allOf: fc.array(schema, { minLength: 1, maxLength: 2 }) }),
  fc.record({ anyOf: fc.array(schema, { minLength: 1, maxLength: 2 }) }),
  fc.record({ oneOf: fc.array(schema, { minLength: 1, maxLength: 2 }) }),
  fc.record({ not: schema }),
  fc.record({ if: schema, then: schema, else: schema }, { requiredKeys: ['if'] }),
);
const schemas = fc.letrec(tie => ({
  schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.boolean(),
    fc.tuple(keywords(tie('schema')), keywords(tie('schema'))).map(([one, other]) => ({ ...one as object, ...other as object }))
      // There ajv takes [] though it contains nothing.
      .filter(one => !('contains' in one && 'prefixItems' in one))),
})).schema as fc.Arbitrary<boolean | object>;

/** What a schema makes of a value in one column of one NDJSON line. */
function verdict(schema: unknown, value: unknown): boolean {
  const { ndjson } = parsersBy({ properties: { v: schema } });
  const line = JSON.stringify({ v: value });
  const { rows, rejected } = parseChunks(ndjson, [Buffer.from(`${line}\n`)]);
  expect(rows.length + rejected.length).toBe(1);
  if (rows.length === 1) expect(rows[0]).toBe(line);
  else expect(rejected[0]).toMatchObject({ line: 1, column: 6, byteOffset: 5, message: expect.stringMatching(/^the column "v" /) });
  return rows.length === 1;
}

/** Ajv's verdict. Of one schema in a thousand, with `if` beside `not`, it makes code that does not run (`props0 is not defined`): that says nothing. */
function byAjv(validate: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return validate(value);
  } catch (error) {
    if (error instanceof ReferenceError) return fc.pre(false);
    throw error;
  }
}

test('a value is taken exactly where ajv takes it', () => {
  fc.assert(fc.property(schemas, fc.array(json, { minLength: 1, maxLength: 5 }), (schema, values) => {
    const validate = ajv.compile(schema);
    for (const value of values) expect({ value, taken: verdict(schema, value) }).toEqual({ value, taken: byAjv(validate, value) });
  }), { numRuns: CASES });
});

test('draft 7: items as a list, additionalItems, dependencies, definitions', () => {
  const schema = fc.oneof(
    fc.record({ items: fc.array(schemas, { minLength: 1, maxLength: 2 }), additionalItems: schemas }, { requiredKeys: ['items'] }),
    fc.record({ dependencies: fc.record({ a: fc.constant(['b']), b: schemas }) }),
  );
  fc.assert(fc.property(schema, fc.array(json, { minLength: 1, maxLength: 5 }), (one, values) => {
    fc.pre(!JSON.stringify(one).match(/prefixItems|dependentRequired|dependentSchemas|minContains|maxContains/));
    const validate = ajv7.compile(one);
    for (const value of values) expect({ value, taken: verdict(one, value) }).toEqual({ value, taken: byAjv(validate, value) });
  }), { numRuns: CASES });
});

/** The slow and obvious conversion of a CSV field by a flat schema. Undefined: no value. Throws: rejected. */
function convert(text: string, schema: { type: string | string[] }, nulls: string[], required: boolean): unknown {
  const types = [schema.type].flat();
  let value: unknown;
  if (nulls.includes(text) && types.includes('null')) {value = null;} else if (nulls.includes(text) && !(text === '' && types.includes('string') && ajv.validate(schema, ''))) {
    if (required) throw new Error('required');
    return undefined;
  } else if ((types.includes('number') || types.includes('integer')) && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)
    && (types.includes('number') || Number.isInteger(Number(text)))) {value = Number(text);} else if (types.includes('boolean') && /^(true|false)$/i.test(text)) {value = text.toLowerCase() === 'true';} else if (types.includes('string')) {value = text;} else {throw new Error('type');}
  if (!ajv.validate(schema, value)) throw new Error('invalid');
  return value;
}

const flat = fc.record({
  type: fc.oneof(fc.constantFrom('string', 'number', 'integer', 'boolean'),
    fc.uniqueArray(fc.constantFrom('string', 'number', 'integer', 'boolean', 'null'), { minLength: 1 })),
  enum: fc.constantFrom(['a', 'b', 1, null], ['', 'é'], [true, 0]),
  minimum: number,
  exclusiveMaximum: number,
  minLength: count,
  maxLength: count,
  pattern: fc.constantFrom('^a', '"', '\n'),
  format: fc.constantFrom('date', 'date-time'),
}, { requiredKeys: ['type'] }) as fc.Arbitrary<{ type: string | string[] }>;
const field = fc.oneof(word, fc.constantFrom('0', '-1', '01', '+1', ' 1', '1 ', '1e2', '1.', '.5', '-', '1e', '2.50', 'TRUE', 'False', 'yes', 'NULL', 'x"y', 'x\ny', '\\', '٣'));

test('CSV fields become what the obvious conversion makes of them, in any chunks', () => {
  fc.assert(fc.property(
    fc.array(flat, { minLength: 1, maxLength: 4 }), fc.constantFrom<string[] | undefined>(undefined, ['', 'NULL'], []), fc.integer({ min: 0, max: 15 }), dice, fc.infiniteStream(field),
    (columns, nullValues, requiredBits, throwDice, fields) => {
      const names = columns.map((_, n) => `c${n}`);
      const required = names.filter((_, n) => Math.floor(requiredBits / 2 ** n) % 2 === 1);
      const schema = { properties: Object.fromEntries(names.map((name, n) => [name, columns[n]])), required };
      const records = Array.from({ length: 6 }, () => columns.map(() => fields.next().value));
      const text = (value: string) => /["\n\r,]/.test(value) || throwDice(2) || (value === '' && columns.length === 1) ? `"${value.replaceAll('"', '""')}"` : value;
      const file = [names, ...records].map(record => record.map(text).join()).join('\n');
      const { csv } = parsersBy(schema, { nullValues });
      const { rows, rejected } = parseChunksTwice(csv, cut(Buffer.from(file), throwDice));
      const expected = records.flatMap(record => {
        try {
          const values = record.map((value, n) => [names[n], convert(value, columns[n], nullValues ?? [''], required.includes(names[n]))]);
          return [Object.fromEntries(values.filter(([, value]) => value !== undefined))];
        } catch {
          return [];
        }
      });
      expect(rows.map(row => JSON.parse(row))).toEqual(expected);
      expect(rejected).toHaveLength(records.length - expected.length);
    },
  ), { numRuns: CASES });
});

test('a number keeps each of its digits', () => {
  const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,40})(\.\d{1,40})?([eE][+-]?\d{1,4})?$/);
  fc.assert(fc.property(fc.array(digits, { minLength: 1 }), dice, (numbers, throwDice) => {
    const { csv, ndjson } = parsersBy({ properties: { n: { type: 'number' } } });
    const expected = numbers.map(text => `{"n":${text}}`);
    expect(parseChunks(csv, cut(Buffer.from(`n\n${numbers.join('\n')}`), throwDice))).toEqual({ rows: expected, rejected: [], raw: [] });
    expect(parseChunks(ndjson, cut(Buffer.from(expected.join('\n')), throwDice)).rows).toEqual(expected);
  }), { numRuns: CASES });
});
