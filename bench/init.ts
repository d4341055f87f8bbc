import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child';
import { HANDLER, PEERS } from './contenders';
import { environment } from './invocation';
import { inTurns, type Measure, measure, median, type SuiteOptions } from './measure';

/** What a cold start pays for: the import of a bundle in fresh processes, and its size. */
export async function initSuite({ quick, progress }: SuiteOptions): Promise<Measure[]> {
  const contenders = [HANDLER, ...PEERS];
  // Nobody is asked for anything: the address only has to be there.
  const env = environment('http://127.0.0.1:1');
  const times = await inTurns(contenders, quick ? 5 : 21, async ({ name, bundle }, round) => {
    progress(`init, run ${round + 1}: ${name}`);
    return (await new Child(join(__dirname, 'import.mjs'), [bundle], { env }).next<{ milliseconds: number }>()).milliseconds;
  });
  const bytes = contenders.map(({ bundle }) => statSync(bundle).size);
  return PEERS.flatMap(({ name }, i) => [
    measure(`import of the bundle, vs ${name}`, 'ms', median(times[0]), median(times[i + 1])),
    measure(`size of the bundle, vs ${name}`, 'bytes', bytes[0], bytes[i + 1]),
  ]);
}
