/** What became of each test, for the table of requirements: `.local/test-results.json`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './setup.mjs';

const PATH = join(ROOT, '.local', 'test-results.json');

/** The results in jest's own report. */
export function ofJest({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) => assertionResults
    .map(({ ancestorTitles, title, status }) => ({ file: relative(ROOT, name), titles: [...ancestorTitles, title], status })));
}

/** Keeps the results; those of a run of some files replace only what is known of these files. */
export function remember(results, isWhole) {
  const ran = new Set(results.map(({ file }) => file));
  const kept = isWhole ? [] : known().filter(({ file }) => !ran.has(file));
  mkdirSync(dirname(PATH), { recursive: true });
  writeFileSync(PATH, `[\n${[...kept, ...results].map((result) => JSON.stringify(result)).join(',\n')}\n]\n`);
}

function known() {
  try {
    return JSON.parse(readFileSync(PATH, 'utf8'));
  } catch {
    return [];
  }
}
