import type { Schedule } from './fault-mix';
import { runSchedule } from './simulation';

/** Runs `schedules` schedules with consecutive seeds, so that a failure can be run again by itself. Returns the first that ends wrong, with its seed. */
export async function firstWrong(settings: Omit<Schedule, 'seed'>, seed: number, schedules: number): Promise<string | undefined> {
  for (let next = seed; next < seed + schedules; next++) {
    const wrong = await runSchedule({ ...settings, seed: next });
    if (wrong !== undefined) return `SEED=${next}: ${wrong}`;
  }
  return undefined;
}
