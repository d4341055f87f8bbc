import { CAN_TELL_PROCESSES } from './level-2/processes';
import { BadDay } from './level-2/run';

/** Objects; `FAULTS_OBJECTS=500` makes it the size that is promised. */
const OBJECTS = Number(process.env.FAULTS_OBJECTS ?? 24);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const LIMIT_MS = 240_000 + OBJECTS * 2_000;

let day: BadDay | undefined;
afterAll(() => day?.stop());

const onLinux = CAN_TELL_PROCESSES ? test : test.skip;

onLinux(`${OBJECTS} objects on a bad day: rows, ledger and dead letters are what they must be (SEED=${SEED})`, async () => {
  day = await BadDay.start(SEED, () => undefined);
  expect(await day.objects(OBJECTS)).toEqual([]);
}, LIMIT_MS);

onLinux('a fifth of the events never come: a reconcile finds what they would have told', async () => {
  const { before = [], after } = await day?.lostEvents() ?? {};
  expect(before.length).toBeGreaterThan(0);
  expect(after).toEqual([]);
}, LIMIT_MS);

onLinux('a bug that is planted in the same pipeline is caught', async () => {
  expect(await day?.plantedBugs()).toEqual({ 'no UnprocessedItems loop': true, 'acknowledge before publish': true });
}, LIMIT_MS);
