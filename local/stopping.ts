import { constants } from 'node:os';

const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 250;

/** What a shell reports for a process that a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * Resolves when this process is to stop: at the first signal, or when its parent is gone, which counts as SIGTERM. Later
 * signals are swallowed, because npm, a terminal and a launcher may each pass on the same one.
 */
export function whenToldToStop(): Promise<NodeJS.Signals> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(signal));
    setInterval(() => { if (process.ppid !== parent) resolve('SIGTERM'); }, PARENT_CHECK_MS).unref();
  });
}

/** Leaves stdout to what the person asked for: a library that prints does so on stderr from now on. */
export function reserveStdout(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}
