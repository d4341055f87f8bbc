import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 500;
const KILL_LIMIT_MS = 3_000;

function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

async function gone(group: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(20)) {
    if (!signal(group, 0)) return true;
  }
  return false;
}

/**
 * Ends every process of a group: SIGTERM, and SIGKILL for what is still there half a second later.
 *
 * @param group - the id of the group, which is the pid of its leader
 */
export async function endProcessGroup(group: number): Promise<void> {
  signal(group, 'SIGTERM');
  if (await gone(group, GRACE_MS)) return;
  signal(group, 'SIGKILL');
  await gone(group, KILL_LIMIT_MS);
}
