import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { COLUMNS, Corpus } from '../../bench/corpus';

const bytesOf = (corpus: Corpus, from = 0): Buffer => Buffer.concat([...corpus.read(from)]);

test('another parser reads the rows that the corpus says it has', () => {
  const corpus = new Corpus(9_001);
  const [header, ...rows] = parse(bytesOf(corpus)) as string[][];
  expect(header).toEqual(COLUMNS);
  expect(rows).toHaveLength(9_001);
  rows.forEach((row, i) => {
    const json = Buffer.from(corpus.json(i + 1), 'latin1').toString();
    expect([row, JSON.parse(json)]).toEqual([
      corpus.row(i + 1).map(value => Buffer.from(value, 'latin1').toString()),
      Object.fromEntries(COLUMNS.map((column, c) => [column, row[c]])),
    ]);
  });
});

test('its NDJSON holds the same rows', () => {
  const corpus = new Corpus(4_001, 'ndjson');
  const lines = bytesOf(corpus).toString('latin1').split('\n');
  expect(lines.pop()).toBe('');
  expect(lines).toEqual(Array.from({ length: 4_001 }, (_, i) => corpus.json(i + 1)));
});

test('has the bytes that it says, from any offset on, in any size', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 12_100 }), fc.nat(), fc.constantFrom('csv', 'ndjson'), (rows, n, format) => {
    const corpus = new Corpus(rows, format);
    const whole = bytesOf(corpus);
    expect(whole).toHaveLength(corpus.bytes);
    const from = n % corpus.bytes;
    expect(bytesOf(corpus, from).equals(whole.subarray(from))).toBe(true);
  }), { numRuns: 30, examples: [[1, 0, 'csv'], [4_000, 0, 'csv'], [4_001, 500_000, 'ndjson'], [8_000, 76, 'csv']] });
});

test('is the largest of at most so many bytes', () => {
  fc.assert(fc.property(fc.integer({ min: 300, max: 2_000_000 }), bytes => {
    const corpus = Corpus.ofBytes(bytes);
    expect(corpus.bytes).toBeLessThanOrEqual(bytes);
    expect(new Corpus(corpus.rows + 1).bytes).toBeGreaterThan(bytes);
  }), { numRuns: 30 });
});
