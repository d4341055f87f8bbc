import { parse as oracle } from 'csv-parse/sync';
import fc from 'fast-check';
import { cases, cut, Dice, dice } from './chunks';
import { Parsed, parseChunksTwice } from './parse';
import { csvParser } from '../../../../lambda-src/core/records/csv';

const DELIMITERS = [',', ';', '\t', '|', ' ', 'x', '¦', '😀'];
const BREAKS = ['\n', '\r\n', '\r'] as const;

/** Cells of the characters that decide something, and of any others. */
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(',', ';', '|', '\t', '"', '\n', '\r', '\\', 'x', ' ', 'é', '✓', '¦', '😀', '\ufeff', '\u0001'), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map(text => text.replaceAll('\0', '0')),
  fc.constantFrom('', '0', '00.10', '__proto__', 'null'),
);

interface Table {
  readonly names: string[];
  readonly rows: string[][];
  readonly delimiter: string;
  readonly lineBreak: string;
}

const table: fc.Arbitrary<Table> = fc.integer({ min: 1, max: 5 }).chain(columns => fc.record({
  names: fc.uniqueArray(cell.filter(name => name !== '' && !name.startsWith('\ufeff')), { minLength: columns, maxLength: columns }),
  rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 8 }),
  delimiter: fc.constantFrom(...DELIMITERS),
  lineBreak: fc.constantFrom(...BREAKS),
}));

/** Quotes what must be quoted, and by the dice what need not be. */
function write({ names, rows, delimiter, lineBreak }: Table, throwDice: Dice): Buffer {
  const field = (value: string, alone: boolean) => {
    const must = /["\r\n]/.test(value) || value.includes(delimiter) || (alone && value === '');
    return must || throwDice(3) === 0 ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const lines = [names, ...rows].map(row => row.map(value => field(value, row.length === 1)).join(delimiter));
  return Buffer.from((throwDice(2) ? '\ufeff' : '') + lines.join(lineBreak) + (throwDice(2) ? lineBreak : ''));
}

const ours = (chunks: Iterable<Buffer>, delimiter?: string): Parsed => parseChunksTwice(sink => csvParser(sink, { delimiter }), chunks);

test('what was written is read, whatever the quoting, the line breaks and the chunks', () => {
  fc.assert(fc.property(table, dice, (given, throwDice) => {
    const { rows, rejected, unreadable } = ours(cut(write(given, throwDice), throwDice), given.delimiter);
    expect({ rejected, unreadable }).toEqual({ rejected: [], unreadable: undefined });
    const expected = given.rows.map(row => `{${row.map((value, n) => `${JSON.stringify(given.names[n])}:${JSON.stringify(value)}`).join(',')}}`);
    expect(rows.map(row => Object.entries(JSON.parse(row)))).toEqual(expected.map(row => Object.entries(JSON.parse(row))));
  }), cases(2000));
});

test('csv-parse reads the same', () => {
  fc.assert(fc.property(table, dice, (given, throwDice) => {
    const file = write(given, throwDice);
    const options = { bom: true, delimiter: given.delimiter, record_delimiter: given.lineBreak, skip_empty_lines: true };
    const [names, ...rows]: string[][] = oracle(file, options);
    const expected = rows.map(row => Object.fromEntries(row.map((value, n) => [names[n], value])));
    expect(ours(cut(file, throwDice), given.delimiter).rows.map(row => JSON.parse(row))).toEqual(expected);
  }), cases(2000));
});

test('any text at all is read alike in any chunks, and each record counts once', () => {
  const texts = ['a', 'b', ',', '"', '""', '\n', '\r', '\r\n', '\0', 'é', ';', '\\'].map(text => Buffer.from(text));
  const part = fc.constantFrom(...texts, Buffer.from([0xc3]), Buffer.from([0xff]));
  const noise = fc.array(part, { maxLength: 60 }).map(parts => Buffer.concat([Buffer.from('a,b\n'), ...parts]));
  fc.assert(fc.property(noise, dice, (file, throwDice) => {
    const whole = ours([file]);
    expect(ours(cut(file, throwDice))).toEqual(whole);
    let last = -1;
    for (const { line, column, byteOffset } of [...whole.rejected, ...whole.unreadable ? [whole.unreadable] : []]) {
      expect(byteOffset).toBeGreaterThan(last);
      last = byteOffset;
      const before = file.toString('latin1', 0, byteOffset).split(/\r\n|\n|\r/);
      expect([line, column]).toEqual([before.length, before[before.length - 1].length + 1]);
    }
  }), cases(5000));
});
