import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from './measure';
import { plot } from './plot';
import { markdown } from './report';

const FOLDER = join(__dirname, 'results');

/** Keeps the measures as the table, the lines and the plot that the README shows. */
export function save(measures: readonly Measure[], day = new Date()): void {
  const head = `Node ${process.versions.node}, two shared cores, ${day.toISOString().slice(0, 10)}: ratios travel, absolute numbers do not.`;
  writeFileSync(join(FOLDER, 'latest.md'), `${head}\n\n${markdown(measures)}\n`);
  writeFileSync(join(FOLDER, 'latest.ndjson'), measures.map((measure) => `${JSON.stringify(measure)}\n`).join(''));
  writeFileSync(join(FOLDER, 'latest.svg'), plot(measures));
}
