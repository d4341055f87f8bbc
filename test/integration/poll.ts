import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/** A wait is given up then. An object takes a tenth of a second on an idle machine. */
export const LIMIT_MS = 45_000;

/**
 * Asks until the answer is not undefined.
 *
 * @param describe - says how things stand when the time is up
 */
export async function until<T>(
  ask: () => Promise<T | undefined>, describe: () => string | Promise<string>, limitMs: number = LIMIT_MS,
): Promise<T> {
  for (const end = Date.now() + limitMs; ; await sleep(POLL_MS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${await describe()}`);
  }
}
