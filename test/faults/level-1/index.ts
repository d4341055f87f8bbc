import { runProperties } from './jest-run';
import { PLANTS } from './plants';
import type { FaultsReport, LevelOptions } from '../report';

/** A planted bug is looked for in so many cases of each property. */
const PLANT_CASES = 1_000;

/** Runs the properties of the parsers, with csv-parse and JSON.parse as oracles, and then with a bug planted. */
export async function level1({ seed, schedules, progress }: LevelOptions): Promise<FaultsReport> {
  progress('properties of the parsers');
  const { failures } = await runProperties(schedules, seed, '');
  const planted: Record<string, boolean> = {};
  for (const [done, name] of Object.keys(PLANTS).entries()) {
    progress('planted bugs', done, Object.keys(PLANTS).length);
    planted[name] = (await runProperties(PLANT_CASES, seed, name)).failures.length > 0;
  }
  return { level: 1, seed, schedules, wrong: failures.length, planted, findings: failures };
}
