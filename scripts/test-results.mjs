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

/** The results in a JUnit report of pytest's, of the tests in one folder. */
export function ofPytest(xml, folder) {
  return [...xml.matchAll(/<testcase classname="([^"]+)" name="([^"]+)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g)].map(([, module, name, inside = '']) => {
    const status = /<(failure|error)/.test(inside) ? 'failed' : /<skipped/.test(inside) ? 'pending' : 'passed';
    return { file: `${folder}/${module}.py`, titles: [name], status };
  });
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
