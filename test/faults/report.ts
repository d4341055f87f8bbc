/** What a level is told. */
export interface LevelOptions {
  /** Decides every fault. */
  readonly seed: number;
  /** How many schedules of each kind: seeds of a mix, cases of a property, objects of a deployed stack. */
  readonly schedules: number;
  /** Told how far it is. */
  readonly progress: (step: string, done?: number, total?: number) => void;
}

/** What a level came to. */
export interface FaultsReport {
  readonly level: number;
  readonly seed: number;
  readonly schedules: number;
  /** How many of them ended wrong. */
  readonly wrong: number;
  /** By the name of each planted bug, whether it was caught. */
  readonly planted: Readonly<Record<string, boolean>>;
  /** What is wrong, in words. */
  readonly findings: readonly string[];
}

/** One line of JSON for scripts. */
export function toJson({ level, seed, schedules, wrong, planted }: FaultsReport): string {
  return JSON.stringify({ level, seed, schedules, wrong, planted });
}

/** The same for people. */
export function toText({ level, seed, schedules, wrong, planted, findings }: FaultsReport): string {
  const bugs = Object.entries(planted).map(([name, caught]) => `  ${caught ? 'caught' : 'MISSED'}  ${name}`);
  return [
    `level ${level}, seed ${seed}, ${schedules.toLocaleString('en')} schedules of each kind: ${wrong} wrong`,
    ...findings.map((finding) => `  ${finding}`),
    ...bugs.length > 0 ? ['planted bugs:', ...bugs] : [],
  ].join('\n');
}

/** Whether nothing is wrong and every planted bug was caught. */
export function isGood({ wrong, planted }: FaultsReport): boolean {
  return wrong === 0 && Object.values(planted).every((caught) => caught);
}
