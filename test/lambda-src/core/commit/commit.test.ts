import { BUGS } from './bugs';
import { MIXES } from './mixes';
import { firstWrong } from './search';

const SCHEDULES = Number(process.env.SCHEDULES ?? 300);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

test.each(Object.entries(MIXES))('no schedule ends wrong: %s', async (_name, faults) => {
  expect(await firstWrong({ faults }, SEED, SCHEDULES)).toBeUndefined();
});

test.each(BUGS)('a planted bug is caught: $name', async (bug) => {
  expect(await firstWrong({ faults: bug.faults, bug }, SEED, Math.max(20_000, 10 * SCHEDULES))).toMatch(/^SEED=/);
});
