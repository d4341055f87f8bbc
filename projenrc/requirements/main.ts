import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastResults, verdictOn } from './results';
import { showingsIn } from './showing';
import { DOCUMENT, renderDocument, renderReadme } from './table';

const PROJECT = join(__dirname, '..', '..');

/** Writes the table of requirements anew; with `--check` says only whether it is what the last results show. */
function main(isCheck: boolean): number {
  const results = lastResults(PROJECT);
  const shown = showingsIn(PROJECT).map((one) => ({ ...one, verdict: verdictOn(one, results) }));
  const files: Record<string, (old: string) => string> = {
    [DOCUMENT]: () => renderDocument(shown),
    'README.md': (old) => renderReadme(old, shown),
  };
  const stale = Object.entries(files).filter(([name, render]) => {
    const path = join(PROJECT, name);
    const old = readFileSync(path, 'utf8');
    const text = render(old);
    if (!isCheck) writeFileSync(path, text);
    return isCheck && text !== old;
  });
  for (const [name] of stale) process.stderr.write(`${name} is not what the tests show: run npm run requirements\n`);
  return stale.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.includes('--check'));
