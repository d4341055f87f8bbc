/** One published figure. */
export interface Measure {
  readonly name: string;
  readonly ours: number;
  /** Null where there is nobody to compare with. */
  readonly peer: number | null;
  /** `ours` divided by `peer`, or null without one. */
  readonly ratio: number | null;
  readonly unit: string;
}

/** What a suite may be told. */
export interface SuiteOptions {
  /** Fewer runs and smaller files. */
  readonly quick: boolean;
  /** Told before each run. */
  readonly progress: (what: string) => void;
}

export function measure(name: string, unit: string, ours: number, peer: number): Measure {
  return { name, ours: rounded(ours), peer: rounded(peer), ratio: rounded(ours / peer), unit };
}

/** A figure that has no peer. */
export function alone(name: string, unit: string, ours: number): Measure {
  return { name, ours: rounded(ours), peer: null, ratio: null, unit };
}

/** The middle one; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/** Runs each of the things once per round, in turns, so that what else the machine does meets all of them alike. Returns what each returned, by thing. */
export async function inTurns<T, R>(things: readonly T[], runs: number, run: (thing: T, round: number) => Promise<R>): Promise<R[][]> {
  const results: R[][] = things.map(() => []);
  for (let round = 0; round < runs; round++) {
    for (const [i, thing] of things.entries()) results[i].push(await run(thing, round));
  }
  return results;
}

/** Four significant digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
