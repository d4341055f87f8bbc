import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Measure } from './measure';
import { plot } from './plot';
import { shown, withTable } from './readme';
import { markdown } from './report';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'bench', 'results');
const README = join(ROOT, 'README.md');

export const SUITES = ['ingest', 'parse', 'init', 'api'] as const;
export type Suite = typeof SUITES[number];

/** What a suite measured, and under what. */
export interface Kept {
  /** `Node.js 20.20.2, 2 cores, 2026-11-25`. */
  readonly where: string;
  readonly measures: readonly Measure[];
}

/** What was kept of each suite; those that never ran are left out. */
export function kept(): Map<Suite, Kept> {
  const files = SUITES.map(suite => [suite, fileOf(suite)] as const).filter(([, file]) => existsSync(file));
  return new Map(files.map(([suite, file]) => [suite, JSON.parse(readFileSync(file, 'utf8')) as Kept]));
}

/** Keeps what suites measured beside what was kept of the others, and makes the table and the plot of all of it that the README shows. */
export function save(results: ReadonlyMap<Suite, readonly Measure[]>, day = new Date()): void {
  const where = `Node.js ${process.versions.node}, ${availableParallelism()} cores, ${day.toISOString().slice(0, 10)}`;
  for (const [suite, measures] of results) writeFileSync(fileOf(suite), `${JSON.stringify({ where, measures } satisfies Kept, null, 2)}\n`);
  const all = kept();
  writeFileSync(join(FOLDER, 'latest.md'), latest(all));
  writeFileSync(join(FOLDER, 'latest.svg'), plot([...all.values()].flatMap(({ measures }) => measures)));
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), shown(all)));
}

/** All figures, by suite. */
function latest(all: ReadonlyMap<Suite, Kept>): string {
  const parts = [...all].map(([suite, { where, measures }]) => `## ${suite}\n\n${where}\n\n${markdown(measures)}\n`);
  return ['# What `npm run bench` measured\n\nRatios travel, absolute numbers do not.\n', ...parts].join('\n');
}

function fileOf(suite: Suite): string {
  return join(FOLDER, `${suite}.json`);
}
