import * as fc from 'fast-check';
import { backoff, retrying, type RetryOptions } from '../../../lambda-src/core/retry';

/** Runs attempts that fail `failures` times, on a clock of its own. */
async function run(failures: number, options: Partial<RetryOptions>, random = 0.5): Promise<{ attempts: number; waits: number[]; outcome: string }> {
  const waits: number[] = [];
  let attempts = 0;
  let now = 1000;
  const outcome = await retrying(async n => {
    attempts++;
    expect(n).toBe(attempts);
    if (attempts <= failures) throw new Error(`failure ${attempts}`);
    return 'done';
  }, { retryable: () => true, ...options }, {
    now: () => now,
    random: () => random,
    sleep: async milliseconds => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  }).catch((error: Error) => error.message);
  return { attempts, waits, outcome };
}

test('D4, E5: repeats until it succeeds, with waits that double', async () => {
  expect(await run(5, { maxAttempts: 10 })).toEqual({ attempts: 6, waits: [12, 25, 50, 100, 200], outcome: 'done' });
});

test('gives the last error when the attempts are used up, three without a deadline', async () => {
  expect(await run(9, {})).toMatchObject({ attempts: 3, outcome: 'failure 3' });
  expect(await run(9, { maxAttempts: 1 })).toMatchObject({ attempts: 1, waits: [], outcome: 'failure 1' });
});

test('never repeats what is not retryable', async () => {
  expect(await run(9, { retryable: error => (error as Error).message !== 'failure 2' })).toMatchObject({ attempts: 2, outcome: 'failure 2' });
});

test('D4: starts no attempt at or after the deadline', async () => {
  expect(await run(99, { deadline: 1100 })).toEqual({ attempts: 4, waits: [12, 25, 50], outcome: 'failure 4' });
  expect(await run(99, { deadline: 0 })).toMatchObject({ attempts: 1 });
});

test('tells of each error that it repeats', async () => {
  const told: unknown[] = [];
  await run(2, { onRetry: (error, attempt) => told.push([(error as Error).message, attempt]) });
  expect(told).toEqual([['failure 1', 1], ['failure 2', 2]]);
});

test('D4: a wait is anywhere between nothing and its bound', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
    const wait = backoff(attempt, () => random, 10, 5000);
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(wait).toBeLessThan(Math.min(5000, 10 * 2 ** (Math.min(attempt, 40) - 1)));
  }));
});
