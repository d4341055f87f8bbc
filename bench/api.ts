import { API, API_PEERS } from './contenders';
import { importMeasures } from './init';
import { alone, inTurns, type Measure, measure, median, type SuiteOptions } from './measure';
import { apiEnvironment, read, type Reads } from './reads';
import { StubProcess } from './stub-process';

const READS: Reads = { warmUp: 2_000, requests: 4_000 };
const QUICK_READS: Reads = { warmUp: 500, requests: 1_000 };

/** One read of the API: its CPU time over one stub, the import of its bundle, and requests per second of the whole local stack. */
export async function apiSuite(options: SuiteOptions): Promise<Measure[]> {
  // Late: the constructs that are deployed there take seconds to load, which other suites do without.
  const { requestsPerSecond } = await import('./local-stack.js');
  // Nobody is asked for anything while a bundle is imported: the address only has to be there.
  const imports = await importMeasures('API bundle', [API, ...API_PEERS], apiEnvironment('http://127.0.0.1:1'), options);
  return [...await readMeasures(options), ...imports, alone('GET /objects/{id} on the local stack', 'requests/s', await requestsPerSecond(options))];
}

async function readMeasures({ quick, progress }: SuiteOptions): Promise<Measure[]> {
  const stub = await StubProcess.start();
  try {
    const [ours, ...peers] = await inTurns([API, ...API_PEERS], quick ? 1 : 5, ({ name, bundle }, round) => {
      progress(`api, reads, run ${round + 1}: ${name}`);
      return read(bundle, quick ? QUICK_READS : READS, stub);
    });
    return API_PEERS.map(({ name }, i) => measure(`CPU of GET /objects/{id}, vs ${name}`, 'µs', median(ours), median(peers[i])));
  } finally {
    stub.stop();
  }
}
