import { BUGS } from './bugs';
import { runUpserts, type UpsertFaults, type UpsertSchedule } from './simulation';

const SCHEDULES = Number(process.env.SCHEDULES ?? 1_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const CALM: UpsertFaults = { versioned: false, duplicates: 0, kills: 0, errors: 0, stepMs: 1, partBytes: Infinity, objects: 3, givenUp: 0 };
const HARSH: UpsertFaults = { ...CALM, versioned: true, duplicates: 0.3, kills: 0.05, errors: 0.05, stepMs: 10 };
const GIVEN_UP: UpsertFaults = { ...HARSH, givenUp: 0.5, kills: 0.01, stepMs: 1600 };
const SLOW: UpsertFaults = { ...HARSH, kills: 0.01, stepMs: 1200 };

async function firstWrong(settings: Omit<UpsertSchedule, 'seed'>, schedules: number): Promise<string | undefined> {
  for (let seed = SEED; seed < SEED + schedules; seed++) {
    const wrong = await runUpserts({ ...settings, seed });
    if (wrong !== undefined) return `SEED=${seed}: ${wrong}`;
  }
  return undefined;
}

test.each<[string, UpsertFaults]>([
  ['no faults', CALM],
  ['no faults, versioned', { ...CALM, versioned: true }],
  ['duplicates and kills', { ...CALM, duplicates: 0.5, kills: 0.1 }],
  ['everything', { ...HARSH, versioned: false }],
  ['everything, versioned', HARSH],
  ['more than an invocation', SLOW],
  ['parts', { ...HARSH, partBytes: 150 }],
  ['messages that are given up, and a reconcile', GIVEN_UP],
  ['parts and more than an invocation', { ...SLOW, partBytes: 150 }],
])('every key holds the greatest record that ever arrived for it: %s', async (_name, faults) => {
  expect(await firstWrong({ faults }, SCHEDULES)).toBeUndefined();
});

test.each(BUGS)('a planted bug is caught: $name', async (bug) => {
  expect(await firstWrong({ faults: { ...HARSH, ...bug.faults }, bug }, 10 * SCHEDULES)).toMatch(/^SEED=/);
});
