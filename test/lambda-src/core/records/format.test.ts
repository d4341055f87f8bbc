import { parseChunks } from './parse';
import { createParser } from '../../../../lambda-src/core/records/create-parser';
import { Described, resolveFormat } from '../../../../lambda-src/core/records/format';
import { UnreadableFile } from '../../../../lambda-src/core/records/parser';
import { FormatConfig } from '../../../../src/contract';

const resolve = (object: Partial<Described>, config: FormatConfig = { kind: 'detect' }) => resolveFormat(config, { key: 'in/data', contentType: null, ...object });
const tab = { kind: 'csv', delimiter: '\t' };

describe('the key tells the format', () => {
  test.each([
    ['a.csv', { kind: 'csv' }], ['in/A.CSV', { kind: 'csv' }], ['a.b.csv', { kind: 'csv' }], ['.csv', { kind: 'csv' }], ['a b+%é.csv', { kind: 'csv' }],
    ['a.tsv', tab], ['a.tab', tab],
    ['a.ndjson', { kind: 'ndjson' }], ['a.jsonl', { kind: 'ndjson' }], ['a.ldjson', { kind: 'ndjson' }],
    ['a.json', { kind: 'json' }], ['a.geojson', { kind: 'json' }],
  ])('%s', (key, shape) => {
    expect(resolve({ key })).toEqual(shape);
    expect(resolve({ key: `${key}.gz` })).toEqual({ ...shape, packing: 'gzip' });
    expect(resolve({ key: `${key}.GZIP` })).toEqual({ ...shape, packing: 'gzip' });
    expect(resolve({ key: `${key}.zst` })).toEqual({ ...shape, packing: 'zstd' });
    expect(resolve({ key: `${key}.Zstd` })).toEqual({ ...shape, packing: 'zstd' });
  });

  test('before the content type does', () => {
    expect(resolve({ key: 'a.csv', contentType: 'application/json' })).toEqual({ kind: 'csv' });
  });
});

test.each([
  ['text/csv', { kind: 'csv' }], ['Text/CSV; charset=utf-8; header=present', { kind: 'csv' }], ['application/csv', { kind: 'csv' }],
  ['text/tab-separated-values', tab],
  ['application/x-ndjson', { kind: 'ndjson' }], ['application/ndjson', { kind: 'ndjson' }], ['application/jsonl', { kind: 'ndjson' }],
  ['application/x-jsonlines', { kind: 'ndjson' }],
  ['application/json', { kind: 'json' }], ['application/geo+json;charset=utf-8', { kind: 'json' }],
])('the content type %s tells the format where the key does not', (contentType, shape) => {
  expect(resolve({ contentType })).toEqual(shape);
  expect(resolve({ key: 'in/data.txt.gz', contentType })).toEqual({ ...shape, packing: 'gzip' });
});

test.each([
  ['a.csv', null, 'gzip', 'gzip'], ['a.csv', null, 'aws-chunked, GZIP', 'gzip'], ['a.csv', null, 'x-gzip', 'gzip'], ['a.csv', null, 'br', undefined],
  ['a.csv', 'application/gzip', null, 'gzip'], ['a.csv', 'application/x-gzip', undefined, 'gzip'], ['a.csv', 'text/csv', '', undefined],
  ['a.csv', null, 'zstd', 'zstd'], ['a.csv', 'application/zstd', null, 'zstd'],
])('%s of type %s and encoding %s: promised is %s', (key, contentType, contentEncoding, packing) => {
  expect(resolve({ key, contentType, contentEncoding })).toEqual({ kind: 'csv', packing });
});

test.each([
  ['in/report', null], ['in/report.txt', 'text/plain'], ['in/report.gz', 'application/gzip'], ['in/dir.csv/report', 'binary/octet-stream'], ['in/a.csv/', null],
])('%s of type %s is refused with the fix', (key, contentType) => {
  const refused = () => resolve({ key, contentType });
  expect(refused).toThrow(UnreadableFile);
  expect(refused).toThrow(JSON.stringify(key));
  expect(refused).toThrow(contentType === null ? 'no content type' : JSON.stringify(contentType));
  try {
    refused();
  } catch (error) {
    expect((error as UnreadableFile).at).toMatchObject({ line: 1, column: 1, byteOffset: 0 });
  }
});

describe('Parquet', () => {
  test.each([['a.parquet', null], ['a.pq', null], ['a', 'application/vnd.apache.parquet']])('%s of type %s', (key, contentType) => {
    expect(resolve({ key, contentType })).toEqual({ kind: 'parquet', flatten: false });
    expect(resolve({ key, contentType }, { kind: 'parquet', flatten: true })).toEqual({ kind: 'parquet', flatten: true });
  });

  test('cannot be packed as a whole', () => {
    expect(() => resolve({ key: 'a.parquet.gz' })).toThrow('Parquet is compressed inside, upload it as it is');
  });
});

describe('what is configured wins', () => {
  test('over the key', () => {
    expect(resolve({ key: 'a.json.gz' }, { kind: 'csv' })).toEqual({ kind: 'csv', packing: 'gzip' });
    expect(resolve({ key: 'a.csv' }, { kind: 'ndjson' })).toEqual({ kind: 'ndjson' });
    expect(resolve({}, { kind: 'json' })).toEqual({ kind: 'json' });
  });

  test('with its delimiter', () => {
    expect(resolve({ key: 'a.tsv' }, { kind: 'csv', delimiter: '|' })).toEqual({ kind: 'csv', delimiter: '|' });
    expect(resolve({ key: 'a.tsv' }, { kind: 'detect', delimiter: '|' })).toEqual({ kind: 'csv', delimiter: '|' });
    expect(resolve({ key: 'a.json' }, { kind: 'detect', delimiter: '|' })).toEqual({ kind: 'json' });
  });
});

test.each([
  ['a.csv', 'a;b\n1;2\n'], ['a.tsv', 'a\tb\n1\t2\n'], ['a.ndjson', '{"a":"1","b":"2"}\n'], ['a.json', '[{"a":"1","b":"2"}]'],
])('the parser of %s reads it', (key, text) => {
  const { rows } = parseChunks(sink => createParser(resolve({ key }), sink), [Buffer.from(text)]);
  expect(rows).toEqual(['{"a":"1","b":"2"}']);
});
