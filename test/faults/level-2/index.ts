import { CAN_TELL_PROCESSES } from './processes';
import { BadDay } from './run';
import type { FaultsReport, LevelOptions } from '../report';

/** Runs the deployed pipeline on an emulator while calls fail, handlers are killed and messages come twice, late and spoiled: a schedule is the history of one object. */
export async function level2({ seed, schedules, progress }: LevelOptions): Promise<FaultsReport> {
  if (!CAN_TELL_PROCESSES) throw new Error('level 2 finds the process that it kills through /proc: run it on Linux');
  const day = await BadDay.start(seed, progress);
  try {
    const bad = await day.objects(schedules);
    const { before, after } = await day.lostEvents();
    const planted = { 'no reconcile after lost events': before.length > 0, ...await day.plantedBugs() };
    const findings = [...bad, ...after];
    progress(day.counts);
    return { level: 2, seed, schedules, wrong: findings.length, planted, findings };
  } finally {
    await day.stop();
  }
}
