/** `npm run faults`: one level of the fault suite. The command line was checked by scripts/faults.mjs. */
import { parseArgs } from 'node:util';
import { level0 } from './level-0';
import { level1 } from './level-1';
import { level2 } from './level-2';
import { isGood, toJson, toText, type FaultsReport, type LevelOptions } from './report';
import { Progress } from '../../lambda-src/cli/progress';

const LEVELS: Readonly<Record<string, (options: LevelOptions) => Promise<FaultsReport>>> = { 0: level0, 1: level1, 2: level2 };

async function main(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, level: text, seed: text, schedules: text } });
  const progress = new Progress();
  const report = await LEVELS[values.level ?? 0]({
    seed: Number(values.seed),
    schedules: Number(values.schedules),
    progress: (...step) => progress.show(...step),
  }).finally(() => progress.end());
  if (values.json) process.stderr.write(report.findings.map((finding) => `${finding}\n`).join(''));
  process.stdout.write(`${values.json ? toJson(report) : toText(report)}\n`);
  process.exitCode = isGood(report) ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
