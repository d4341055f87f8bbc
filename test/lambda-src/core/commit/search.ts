import { type PlantedBug, runSchedule, type Schedule } from './simulation';

/** Runs `schedules` schedules with consecutive seeds, so that a failure can be run again by itself. Returns the first that ends wrong, with its seed. */
export async function firstWrong(settings: Omit<Schedule, 'seed'>, seed: number, schedules: number): Promise<string | undefined> {
  for (let next = seed; next < seed + schedules; next++) {
    const wrong = await runSchedule({ ...settings, seed: next });
    if (wrong !== undefined) return `SEED=${next}: ${wrong}`;
  }
  return undefined;
}

/** Looks for a planted bug, in a bucket with and one without versions by turns. Returns the first schedule that it spoils. */
export async function hunt(bug: PlantedBug, seed: number, schedules: number): Promise<string | undefined> {
  for (let next = seed; next < seed + schedules; next++) {
    const wrong = await firstWrong({ faults: { ...bug.faults, versioned: next % 2 === 0 }, bug }, next, 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
