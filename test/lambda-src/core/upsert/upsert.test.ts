import { BUGS } from './bugs';
import { HARSH, UPSERT_MIXES } from './mixes';
import { runUpserts, type UpsertSchedule } from './simulation';

const SCHEDULES = Number(process.env.SCHEDULES ?? 1_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

async function firstWrong(settings: Omit<UpsertSchedule, 'seed'>, schedules: number): Promise<string | undefined> {
  for (let seed = SEED; seed < SEED + schedules; seed++) {
    const wrong = await runUpserts({ ...settings, seed });
    if (wrong !== undefined) return `SEED=${seed}: ${wrong}`;
  }
  return undefined;
}

test.each(Object.entries(UPSERT_MIXES))('every key holds the greatest record that ever arrived for it: %s', async (_name, faults) => {
  expect(await firstWrong({ faults }, SCHEDULES)).toBeUndefined();
});

test.each(BUGS)('a planted bug is caught: $name', async (bug) => {
  expect(await firstWrong({ faults: { ...HARSH, ...bug.faults }, bug }, 10 * SCHEDULES)).toMatch(/^SEED=/);
});
