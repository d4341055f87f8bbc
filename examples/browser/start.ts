import { startExample } from './example';
import { Progress } from '../../lambda-src/cli/progress';
import { Emulator } from '../../local/emulator';
import { DISCLAIMER } from '../../local/report';
import { reserveStdout, whenToldToStop } from '../../local/stopping';

const progress = new Progress();

async function main(): Promise<void> {
  reserveStdout();
  const told = whenToldToStop().then(async () => {
    progress.say('stopping');
    await Emulator.stopAll();
    process.exit(0);
  });
  const { origin } = await startExample({ onProgress: (...step) => progress.show(...step) });
  progress.say(`${DISCLAIMER}\nOpen this address in a browser; Ctrl-C ends it:`);
  process.stdout.write(`${origin}\n`);
  await told;
}

main().catch(async (error: unknown) => {
  progress.say(error instanceof Error ? error.message : String(error));
  await Emulator.stopAll();
  process.exit(1);
});
