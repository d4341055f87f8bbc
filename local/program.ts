import { Emulator } from './emulator';
import { exitCodeOf, reserveStdout, whenToldToStop } from './stopping';
import type { Progress } from '../lambda-src/cli/progress';

/** Runs a program to its end, or to the signal that ends it: stdout is for its answer alone, and no emulator outlives it. */
export async function runProgram(progress: Progress, program: () => Promise<void>): Promise<void> {
  reserveStdout();
  void whenToldToStop().then(async (signal) => {
    progress.end();
    await Emulator.stopAll();
    process.exit(exitCodeOf(signal));
  });
  try {
    await program();
  } catch (error) {
    progress.say(error instanceof Error ? error.message : String(error));
    await Emulator.stopAll();
    process.exitCode = 1;
  }
}
