/** `npm run bench`: the suites named on the command line, which scripts/bench.mjs has checked. */
import { apiSuite } from './api';
import { ingestSuite } from './ingest';
import { initSuite } from './init';
import type { Measure, SuiteOptions } from './measure';
import { parseSuite } from './parse';
import { markdown, Progress } from './report';
import { save, type Suite, SUITES } from './save';

const RUN: Record<Suite, (options: SuiteOptions) => Promise<Measure[]>> = {
  ingest: ingestSuite, parse: parseSuite, init: initSuite, api: apiSuite,
};

async function main(args: readonly string[]): Promise<void> {
  const progress = new Progress(process.stderr);
  const results = new Map<Suite, readonly Measure[]>();
  for (const name of SUITES) {
    if (!args.includes(name)) continue;
    const measures = await RUN[name]({ quick: args.includes('--quick'), progress: what => progress.show(what) }).finally(() => progress.clear());
    results.set(name, measures);
    if (args.includes('--json')) process.stdout.write(measures.map(measure => `${JSON.stringify(measure)}\n`).join(''));
  }
  if (args.includes('--save')) save(results);
  (args.includes('--json') ? process.stderr : process.stdout).write(`${markdown([...results.values()].flat())}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
