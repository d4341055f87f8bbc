/** `npm run bench`: the suites named on the command line, which scripts/bench.mjs has checked. */
import { apiSuite } from './api';
import { ingestSuite } from './ingest';
import { initSuite } from './init';
import type { Measure, SuiteOptions } from './measure';
import { parseSuite } from './parse';
import { markdown, Progress } from './report';
import { save } from './save';

const SUITES: Record<string, (options: SuiteOptions) => Promise<Measure[]>> = {
  ingest: ingestSuite, parse: parseSuite, init: initSuite, api: apiSuite,
};

async function main(args: readonly string[]): Promise<void> {
  const progress = new Progress(process.stderr);
  const results: Measure[] = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (!args.includes(name)) continue;
    const measures = await suite({ quick: args.includes('--quick'), progress: what => progress.show(what) }).finally(() => progress.clear());
    results.push(...measures);
    if (args.includes('--json')) process.stdout.write(measures.map(measure => `${JSON.stringify(measure)}\n`).join(''));
  }
  if (args.includes('--save')) save(results);
  (args.includes('--json') ? process.stderr : process.stdout).write(`${markdown(results)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
