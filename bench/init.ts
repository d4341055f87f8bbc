import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child';
import { type Contender, HANDLER, PEERS } from './contenders';
import { environment } from './invocation';
import { inTurns, type Measure, measure, median, type SuiteOptions } from './measure';

/** What a cold start pays for: the import of a bundle in fresh processes, and its size. */
export async function initSuite(options: SuiteOptions): Promise<Measure[]> {
  // Nobody is asked for anything: the address only has to be there.
  return importMeasures('bundle', [HANDLER, ...PEERS], environment('http://127.0.0.1:1'), options);
}

/**
 * Import and size of our bundle, the first contender, against those of each other one.
 *
 * @param what what the bundle is called in the names of the measures
 */
export async function importMeasures(
  what: string, contenders: readonly Contender[], env: NodeJS.ProcessEnv, { quick, progress }: SuiteOptions,
): Promise<Measure[]> {
  const times = await inTurns(contenders, quick ? 5 : 21, async ({ name, bundle }, round) => {
    progress(`import of the ${what}, run ${round + 1}: ${name}`);
    return (await new Child(join(__dirname, 'import.mjs'), [bundle], { env }).next<{ milliseconds: number }>()).milliseconds;
  });
  const bytes = contenders.map(({ bundle }) => statSync(bundle).size);
  return contenders.slice(1).flatMap(({ name }, i) => [
    measure(`import of the ${what}, vs ${name}`, 'ms', median(times[0]), median(times[i + 1])),
    measure(`size of the ${what}, vs ${name}`, 'bytes', bytes[0], bytes[i + 1]),
  ]);
}
