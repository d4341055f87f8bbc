import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { contentTypeOf, shippedFiles, withKeys } from '../../local/demo-files';

test('keys are base names; those of one name are numbered in the order given', () => {
  expect(withKeys(['/a/x.csv', '/b/y.json', '/b/x.csv', '/c/x.csv']).map(({ key }) => key)).toEqual(['1/x.csv', 'y.json', '2/x.csv', '3/x.csv']);
});

test('no two files share a key', () => {
  const path = fc.array(fc.constantFrom('1', '2', 'x', 'y'), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(fc.property(fc.uniqueArray(path), (paths) => {
    const keys = withKeys(paths).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.map((key) => basename(key))).toEqual(paths.map((at) => basename(at)));
  }));
});

test.each([
  ['a.CSV', 'text/csv'], ['a.json', 'application/json'], ['a.ndjson', 'application/x-ndjson'], ['a.csv.gz', undefined], ['a', undefined],
])('the content type of %s is %s', (key, type) => expect(contentTypeOf(key)).toBe(type));

test('the shipped files hold what the demo promises to commit', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shipped-'));
  const rows = Object.fromEntries(shippedFiles(directory).map(({ key, path }) => {
    const bytes = key.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path);
    if (key.includes('.csv')) return [key, (parse(bytes, { columns: true }) as unknown[]).length];
    if (key.endsWith('.ndjson')) return [key, bytes.toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown).length];
    return [key, (JSON.parse(bytes.toString()) as unknown[]).length];
  }));
  rmSync(directory, { recursive: true });
  expect(rows).toEqual({
    'airports.csv': 3376, 'gapminder-health-income.csv': 187, 'cars.json': 406, 'movies.json': 3201, 'seattle-weather.csv.gz': 1461, 'penguins.ndjson': 344,
  });
});
