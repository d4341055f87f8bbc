import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as oracle } from 'csv-parse/sync';
import { Parsed, parseChunks, pieces } from './parse';
import { createParser } from '../../../../lambda-src/core/records/create-parser';
import { resolveFormat } from '../../../../lambda-src/core/records/format';

const folder = join(__dirname, '../../../../node_modules/vega-datasets/data');
const files = readdirSync(folder).sort();

function read(name: string): { file: Buffer; parsed: Parsed } {
  const file = readFileSync(join(folder, name));
  const format = resolveFormat({ kind: 'detect' }, { key: name, contentType: null });
  return { file, parsed: parseChunks(sink => createParser(format, sink), pieces(file, 16_384)) };
}

test.each(files.filter(name => /\.[ct]sv$/.test(name)))('%s is read as csv-parse reads it', name => {
  const { file, parsed } = read(name);
  const expected = oracle(file, { columns: true, bom: true, skip_empty_lines: true, delimiter: name.endsWith('.tsv') ? '\t' : ',' });
  expect(parsed.rejected).toEqual([]);
  expect(parsed.rows.map(row => JSON.parse(row))).toEqual(expected);
});

test.each(files.filter(name => name.endsWith('.json')))('%s is read as JSON.parse reads it', name => {
  const { file, parsed } = read(name);
  const value: unknown = JSON.parse(file.toString());
  const elements = Array.isArray(value) ? value : [value];
  const large = !Array.isArray(value) && file.length > 1024 * 1024;
  expect(parsed.unreadable).toBeUndefined();
  expect(parsed.rows.map(row => JSON.parse(row))).toEqual(large ? [] : elements.filter(element => typeof element === 'object' && !Array.isArray(element)));
  expect(parsed.rows.length + parsed.rejected.length).toBe(elements.length);
});
