import { type Contender, HANDLER, PEERS } from './contenders';
import { Corpus } from './corpus';
import { type Cost, invoke } from './invocation';
import { inTurns, type Measure, measure, median, type SuiteOptions } from './measure';
import { StubProcess } from './stub-process';

const MB = 1e6;

/** Files, and how often each is ingested: by everybody in turns, and further times by our handler alone, because a slow one takes minutes. */
const SIZES = [{ megabytes: 20, runs: 5, alone: 0 }, { megabytes: 200, runs: 1, alone: 4 }];
const QUICK_SIZES = [{ megabytes: 20, runs: 1, alone: 0 }];

/** What is read off each size. */
const FIGURES: { readonly name: string; readonly unit: string; readonly of: (cost: Cost) => number }[] = [
  { name: 'rows per CPU-second', unit: 'rows/s', of: cost => cost.rowsPerCpuSecond },
  { name: 'wall clock', unit: 's', of: cost => cost.seconds },
  { name: 'peak memory', unit: 'MB', of: cost => cost.peakBytes / MB },
];

/**
 * From the event to the published rows: each handler in fresh processes, over one stub, on files that are never stored. Throws
 * when a row is missing, doubled or wrong.
 */
export async function ingestSuite(options: SuiteOptions): Promise<Measure[]> {
  const contenders = [HANDLER, ...PEERS];
  const stub = await StubProcess.start();
  try {
    const bySize: Cost[][][] = [];
    const sizes = options.quick ? QUICK_SIZES : SIZES;
    for (const { megabytes, runs, alone } of sizes) {
      const { rows } = Corpus.ofBytes(megabytes * MB);
      const run = ({ name, bundle }: Contender, round: number): Promise<Cost> => {
        options.progress(`ingest ${megabytes} MB, run ${round + 1}: ${name}`);
        return invoke(bundle, rows, stub);
      };
      const costs = await inTurns(contenders, runs, run);
      const [further] = await inTurns([HANDLER], alone, (handler, round) => run(handler, runs + round));
      bySize.push([[...costs[0], ...further], ...costs.slice(1)]);
    }
    return PEERS.flatMap(({ name }, peer) => [
      ...sizes.flatMap(({ megabytes }, i) => FIGURES.map(figure => figureOf(`${figure.name}, ${megabytes} MB, vs ${name}`, figure, bySize[i], peer + 1))),
      ...sizes.length > 1 ? [growth(`peak memory, ${sizes[1].megabytes} MB over ${sizes[0].megabytes} MB, vs ${name}`, bySize, peer + 1)] : [],
    ]);
  } finally {
    stub.stop();
  }
}

function figureOf(name: string, { unit, of }: typeof FIGURES[number], costs: Cost[][], peer: number): Measure {
  return measure(name, unit, median(costs[0].map(of)), median(costs[peer].map(of)));
}

function growth(name: string, bySize: Cost[][][], peer: number): Measure {
  const [small, large] = bySize.map(costs => [costs[0], costs[peer]].map(list => median(list.map(cost => cost.peakBytes))));
  return measure(name, 'times', large[0] / small[0], large[1] / small[1]);
}
