import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './emulator-environment';

/** A file and the key that it gets in the bucket. */
export interface DemoFile {
  readonly path: string;
  readonly key: string;
}

/** Public data sets of the npm package vega-datasets: CSV with and without quotes, JSON arrays with nulls and nested text. */
const SHIPPED = ['airports.csv', 'gapminder-health-income.csv', 'cars.json', 'movies.json'];

const DATA = join(ROOT, 'node_modules', 'vega-datasets', 'data');

const CONTENT_TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.jsonl': 'application/x-ndjson',
  '.ndjson': 'application/x-ndjson',
  '.tsv': 'text/tab-separated-values',
};

/** The content type that an extension stands for, or undefined: the handler looks at the name itself. */
export function contentTypeOf(key: string): string | undefined {
  return CONTENT_TYPES[extname(key).toLowerCase()];
}

/** Gives each file its base name as key; files that share one get `1/`, `2/` and so on in front, in the order given. */
export function withKeys(paths: readonly string[]): DemoFile[] {
  const names = paths.map((path) => basename(path));
  return paths.map((path, i) => {
    const shared = names.filter((name) => name === names[i]).length > 1;
    return { path, key: shared ? `${names.slice(0, i + 1).filter((name) => name === names[i]).length}/${names[i]}` : names[i] };
  });
}

/**
 * The files that the demo brings along, two of them made on the spot: one gzipped, one with a line for each element of a
 * JSON array.
 *
 * @param directory - where the made ones are written
 */
export function shippedFiles(directory: string): DemoFile[] {
  const gzipped = join(directory, 'seattle-weather.csv.gz');
  writeFileSync(gzipped, gzipSync(readFileSync(join(DATA, 'seattle-weather.csv'))));
  const lines = join(directory, 'penguins.ndjson');
  const penguins = JSON.parse(readFileSync(join(DATA, 'penguins.json'), 'utf8')) as unknown[];
  writeFileSync(lines, penguins.map((penguin) => `${JSON.stringify(penguin)}\n`).join(''));
  return withKeys([...SHIPPED.map((name) => join(DATA, name)), gzipped, lines]);
}
