import { measure } from '../../bench/measure';
import { plot } from '../../bench/plot';

const svg = plot([
  measure('rows per CPU-second, 20 MB of csv, vs recipe', 'rows/s', 180_000, 20_000),
  measure('rows per CPU-second, 20 MB of csv, vs hand-tuned', 'rows/s', 180_000, 240_000),
  measure('peak memory, 20 MB of csv, vs recipe', 'MB', 95, 134),
  measure('CSV parsing vs csv-parse', 'MB per CPU-second', 170, 34),
  measure('CSV parsing vs newlines', 'MB per CPU-second', 170, 7_000),
]);

test('each contender has a bar as long as its figure, ours once', () => {
  const widths = [...svg.matchAll(/<rect [^>]*width="(\d+)"/g)].map(([, width]) => Number(width));
  expect(svg.match(/this library/g)).toHaveLength(3);
  expect(widths).toEqual([390, 43, 520, 520, 104]);
  for (const label of ['recipe', 'hand-tuned', 'csv-parse', '180,000', '240,000']) expect(svg).toContain(`>${label}<`);
});

test('what is no throughput, and what would dwarf the rest, has none', () => {
  expect(svg).not.toContain('memory');
  expect(svg).not.toContain('newlines');
});

test('it is an SVG as tall as its bars', () => {
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 760 200"[^]*<\/svg>\n$/);
});
