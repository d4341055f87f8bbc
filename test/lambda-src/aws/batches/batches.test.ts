import { BATCH_BUGS } from './bugs';
import { type BatchBug, runBatches } from './simulation';

const SCHEDULES = Number(process.env.SCHEDULES ?? 2_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

async function firstWrong(schedules: number, bug?: BatchBug): Promise<string | undefined> {
  for (let seed = SEED; seed < SEED + schedules; seed++) {
    const wrong = await runBatches({ seed, bug });
    if (wrong !== undefined) return `SEED=${seed}: ${wrong}`;
  }
  return undefined;
}

test('every row is stored once, whatever the table leaves, refuses and forgets to answer', async () => {
  expect(await firstWrong(SCHEDULES)).toBeUndefined();
});

test.each(BATCH_BUGS)('a planted bug is caught: $name', async (bug) => {
  expect(await firstWrong(SCHEDULES, bug)).toMatch(/^SEED=/);
});
