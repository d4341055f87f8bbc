import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FORMATS } from '../../lambda-src/core/schema/formats';
import { Format, Preset, Records, RowTtl, Schema, type SchemaOptions, ServerlessIngestApi, UnknownColumns } from '../../src';
import { KNOWN_FORMATS } from '../../src/private/schema/normalize-schema';

const flat = (count: number) => ({ properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`column_${n}`, { type: 'number', description: 'x'.repeat(99) }])) });

test.each<[string, object, SchemaOptions, string]>([
  ['a keyword that is not held to', { properties: { a: { unevaluatedProperties: false } } }, {}, '/properties/a/unevaluatedProperties is a keyword that records are not held to: use additionalProperties'],
  ['a keyword that is misspelt', { properties: { a: { minimun: 1 } } }, {}, '/properties/a/minimun is a keyword that records are not held to'],
  ['nullable of OpenAPI', { properties: { a: { type: 'string', nullable: true } } }, {}, "add 'null' to the type"],
  ['a type that JSON does not have', { properties: { a: { type: 'timestamp' } } }, {}, '/properties/a/type must be one or several of string, number'],
  ['exclusiveMinimum of draft 4', { properties: { a: { exclusiveMinimum: true } } }, {}, '/properties/a/exclusiveMinimum must be a number, not true'],
  ['a format that is not held to', { properties: { a: { format: 'iban' } } }, {}, '/properties/a/format is "iban"'],
  ['a pattern that is none', { properties: { a: { pattern: '(' } } }, {}, '/properties/a/pattern must be a regular expression'],
  ['a reference to somewhere else', { properties: { a: { $ref: 'https://example.com/a.json' } } }, {}, 'only references into the schema itself'],
  ['a reference to nothing', { properties: { a: { $ref: '#/$defs/a' } } }, {}, 'refers to #/$defs/a, which is not there'],
  ['no columns', { type: 'object' }, {}, 'the schema has no properties'],
  ['an array', { type: 'array', properties: { a: {} } }, {}, '/type must be "object"'],
  ['patternProperties of the record', { properties: { a: {} }, patternProperties: { '^x': {} } }, {}, '/patternProperties cannot be said of a record itself'],
  ['a contradiction', { properties: { a: {} }, additionalProperties: false }, { unknownColumns: UnknownColumns.KEEP }, 'unknownColumns is KEEP'],
  ['a rename of no column', { properties: { a: {} } }, { renames: { b: 'c' } }, 'renames has the column "b"'],
  ['two members of one name', { properties: { a: {}, b: {} } }, { renames: { b: 'a' } }, 'two members of a row would be called "a"'],
  ['a constant like a column', { properties: { a: {} } }, { constants: { a: 1 } }, 'two members of a row would be called "a"'],
  ['a computed member of no column', { properties: { a: {} } }, { computed: { k: '{b}' } }, 'the schema has no column "b"'],
  ['a computed member without an end', { properties: { a: {} } }, { computed: { k: '{a' } }, 'write a brace that stands for itself twice'],
])('%s is refused at synth', (_, schema, options, message) => {
  expect(() => Schema.fromObject(schema as Record<string, unknown>, options)).toThrow(message);
});

test('a schema may come from a file or a text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const path = join(folder, 'order.schema.json');
  writeFileSync(path, JSON.stringify(flat(2)));
  expect(Schema.fromFile(path)._config()).toEqual(Schema.fromObject(flat(2))._config());
  expect(Schema.fromString(JSON.stringify(flat(2)))._config()).toEqual(Schema.fromObject(flat(2))._config());
  writeFileSync(path, '{');
  expect(() => Schema.fromFile(path)).toThrow(`${path} is no JSON`);
  rmSync(folder, { recursive: true });
});

test('synth and handler know the same formats', () => {
  expect([...KNOWN_FORMATS].sort()).toEqual(Object.keys(FORMATS).sort());
});

test.each<[Parameters<typeof RowTtl.column>[0], object | undefined, string]>([
  ['at', undefined, 'give the records a schema'],
  ['at', { properties: { a: {} } }, 'which the schema does not have'],
  ['at', { properties: { at: { type: 'string' } } }, 'which is no time'],
])('a row TTL by the column %s of %j is refused', (column, schema, message) => {
  const options = { rowTtl: RowTtl.column(column), schema: schema && Schema.fromObject(schema as Record<string, unknown>) };
  expect(() => Records.rows(options)).toThrow(message);
});

test.each([
  [{ compressionRatio: 0.5 }, 'limits.compressionRatio is a number from 1'], [{ rows: 1.5 }, 'limits.rows'], [{ rowSize: Size.mebibytes(1) }, 'limits.rowSize'],
  [{ jsonDepth: 5000 }, 'limits.jsonDepth'], [{ columns: 0 }, 'limits.columns'],
])('the limit %j is refused', (limits, message) => {
  expect(() => Records.rows({ limits })).toThrow(message);
});

test('what is said about nothing is not in the environment', () => {
  expect(Records.rows({ limits: { rows: 100_000_000 } })._config()).toEqual({ mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 0.1 });
  expect(() => Records.rows({ maxErrors: -1 })).toThrow('maxErrors is a whole number of 0 or more, not -1');
});

describe('in a stack', () => {
  const synth = (records: Records) => {
    const app = new App();
    const stack = new Stack(app, 'Test');
    new ServerlessIngestApi(stack, 'Ingest', { preset: Preset.SANDBOX, records });
    return { template: Template.fromStack(stack), app, stack };
  };

  test('C6: rows that expire have a table that deletes them', () => {
    const ttl = { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } };
    synth(Records.rows({ rowTtl: RowTtl.afterIngest(Duration.days(30)) })).template.hasResourceProperties('AWS::DynamoDB::Table', ttl);
  });

  test('a schema too large for the environment is a file beside the handler', () => {
    const records = Records.rows({ format: Format.csv(), schema: Schema.fromObject(flat(200)) });
    const { app, template } = synth(records);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { INGEST_RECORDS: './records.json' } } });
    const manifest = JSON.parse(readFileSync(join(app.outdir, 'Test.assets.json'), 'utf8')) as { files: Record<string, { source: { path: string } }> };
    const folders = Object.values(manifest.files).map(({ source }) => join(app.outdir, source.path));
    const files = folders.flatMap((folder) => {
      try {
        return [readFileSync(join(folder, 'records.json'), 'utf8')];
      } catch {
        return [];
      }
    });
    expect(files.map((file) => JSON.parse(file))).toEqual([JSON.parse(JSON.stringify(records._config()))]);
    expect(JSON.stringify(synth(records).template.toJSON())).toBe(JSON.stringify(template.toJSON()));
  });

  test('a function of the caller cannot be given a file', () => {
    const stack = new Stack(new App(), 'Test');
    const fn = new Function(stack, 'Own', { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
    const props = { records: Records.rows({ schema: Schema.fromObject(flat(200)) }), processing: { function: fn } };
    expect(() => new ServerlessIngestApi(stack, 'Ingest', props)).toThrow('the schema is too large for the environment');
  });
});
