import { Child } from './child';
import { PARSER, PARSER_PEERS } from './contenders';
import { inTurns, type Measure, measure, median, type SuiteOptions } from './measure';

const BYTES = 20e6;
const PASSES = 5;

/** The parser alone: each in fresh processes, over the same bytes in memory, its rows compared in a first pass. */
export async function parseSuite({ quick, progress }: SuiteOptions): Promise<Measure[]> {
  const rates = await inTurns([PARSER, ...PARSER_PEERS], quick ? 1 : 5, async ({ name, bundle }, round) => {
    progress(`parse, run ${round + 1}: ${name}`);
    const child = new Child(bundle, [String(quick ? BYTES / 4 : BYTES), String(PASSES)], { env: {} });
    return (await child.next<{ bytesPerCpuSecond: number }>()).bytesPerCpuSecond / 1e6;
  });
  return PARSER_PEERS.map(({ name }, i) => measure(`CSV parsing vs ${name}`, 'MB per CPU-second', median(rates[0]), median(rates[i + 1])));
}
