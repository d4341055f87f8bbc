import { type Contender, HANDLER, PEERS, TYPED_PEERS } from './contenders';
import { Corpus, type CorpusFormat } from './corpus';
import { type Cost, invoke } from './invocation';
import { inTurns, type Measure, measure, median, type SuiteOptions } from './measure';
import { StubProcess } from './stub-process';

const MB = 1e6;

/** A file, and how often it is ingested: by everybody in turns, and further times by our handler alone, because a slow contender takes minutes. */
interface Round {
  readonly format: CorpusFormat;
  readonly megabytes: number;
  /** Whether rows are checked and typed by the schema of ten columns. */
  readonly typed?: boolean;
  readonly runs: number;
  readonly alone: number;
}

/** In six minutes on two quiet cores, of which the recipe takes most. */
const ROUNDS: readonly Round[] = [
  { format: 'csv', megabytes: 20, typed: true, runs: 1, alone: 2 },
  { format: 'csv', megabytes: 50, typed: true, runs: 5, alone: 0 },
  { format: 'csv', megabytes: 20, runs: 1, alone: 2 },
  { format: 'ndjson', megabytes: 20, runs: 1, alone: 2 },
  { format: 'csv', megabytes: 200, typed: true, runs: 1, alone: 2 },
  { format: 'csv', megabytes: 2_000, typed: true, runs: 0, alone: 1 },
];
const QUICK_ROUNDS: readonly Round[] = [
  { format: 'csv', megabytes: 20, typed: true, runs: 1, alone: 0 },
  { format: 'csv', megabytes: 20, runs: 1, alone: 0 },
  { format: 'ndjson', megabytes: 20, runs: 1, alone: 0 },
];

/** What is read off each file. */
const FIGURES: { readonly name: string; readonly unit: string; readonly of: (cost: Cost) => number }[] = [
  { name: 'rows per CPU-second', unit: 'rows/s', of: cost => cost.rowsPerCpuSecond },
  { name: 'wall clock', unit: 's', of: cost => cost.seconds },
  { name: 'peak memory', unit: 'MB', of: cost => cost.peakBytes / MB },
];

/** What a round cost: our runs first, then each peer's. */
interface Costs extends Round {
  readonly costs: readonly Cost[][];
}

/**
 * From the event to the published rows: each handler in fresh processes, over one stub, on files that are never stored. Throws
 * when a row is missing, doubled or wrong.
 */
export async function ingestSuite(options: SuiteOptions): Promise<Measure[]> {
  const stub = await StubProcess.start();
  try {
    const rounds: Costs[] = [];
    for (const round of options.quick ? QUICK_ROUNDS : ROUNDS) rounds.push(await play(round, stub, options.progress));
    return [...rounds.flatMap(against), ...flatness(rounds)];
  } finally {
    stub.stop();
  }
}

async function play(round: Round, stub: StubProcess, progress: SuiteOptions['progress']): Promise<Costs> {
  const { format, megabytes, typed, runs, alone } = round;
  const { rows } = Corpus.ofBytes(megabytes * MB, format);
  const run = ({ name, bundle }: Contender, n: number): Promise<Cost> => {
    progress(`ingest ${whatOf(round)}, run ${n + 1}: ${name}`);
    return invoke(bundle, { rows, format, typed }, stub);
  };
  const [ours, ...peers] = await inTurns([HANDLER, ...typed ? TYPED_PEERS : PEERS], runs, run);
  const [further] = await inTurns([HANDLER], alone, (handler, n) => run(handler, runs + n));
  return { ...round, costs: [[...ours, ...further], ...peers] };
}

function whatOf({ format, megabytes, typed }: Round): string {
  return `${megabytes} MB of ${format}${typed ? ' with a schema' : ''}`;
}

/** Our handler against each peer that had this file too. */
function against(round: Costs): Measure[] {
  const { costs: [ours, ...peers] } = round;
  return PEERS.flatMap((peer, i) => peers[i].length === 0 ? [] : FIGURES.map(({ name, unit, of }) =>
    measure(`${name}, ${whatOf(round)}, vs ${peer.name}`, unit, median(ours.map(of)), median(peers[i].map(of)))));
}

/** The peak memory of our handler over a larger file against that over the smallest of its kind. */
function flatness(rounds: readonly Costs[]): Measure[] {
  const peak = ({ costs: [ours] }: Costs): number => median(ours.map(({ peakBytes }) => peakBytes / MB));
  return rounds.flatMap((round) => {
    const smallest = rounds.find(({ format, typed }) => format === round.format && typed === round.typed);
    return smallest === undefined || smallest === round ? [] : [measure(`peak memory, ${whatOf(round)} against ${smallest.megabytes} MB`, 'MB', peak(round), peak(smallest))];
  });
}
