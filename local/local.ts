import { Emulator } from './emulator';
import { connectionJson, DISCLAIMER, leftOutText } from './report';
import { startSession } from './session';
import { reserveStdout, whenToldToStop } from './stopping';
import { Progress } from '../lambda-src/cli/progress';

const progress = new Progress();

async function main(): Promise<void> {
  reserveStdout();
  const told = whenToldToStop();
  void told.then(async () => {
    progress.say('stopping');
    await Emulator.stopAll();
    process.exit(0);
  });
  const session = await startSession({ onProgress: (...step) => progress.show(...step) });
  progress.say([leftOutText(session), DISCLAIMER, 'It runs until Ctrl-C.'].filter(Boolean).join('\n'));
  process.stdout.write(`${JSON.stringify(connectionJson(session))}\n`);
  // The watch on the parent alone would not keep this process.
  setInterval(() => undefined, 60_000);
  await told;
}

main().catch(async (error: unknown) => {
  progress.say(error instanceof Error ? error.message : String(error));
  await Emulator.stopAll();
  process.exitCode = 1;
});
