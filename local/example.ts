import { join } from 'node:path';
import { Emulator } from './emulator';
import { ROOT } from './emulator-environment';
import { DEPLOYMENT_BUCKET, ExampleRun } from './example-run';
import { exitCodeOf, reserveStdout, whenToldToStop } from './stopping';
import { Progress } from '../lambda-src/cli/progress';

const CONTENT = 'order,amount\n1,9.90\n2,12.50\n';
const progress = new Progress();

/** Deploys an example with its own scripts, puts a file in, takes its rows out and deletes everything. */
async function runExample(name: string): Promise<void> {
  progress.show('starting the emulator');
  const run = await ExampleRun.start(name, join(ROOT, 'dist', 'template'), 'us-west-2');
  try {
    progress.show('deploying');
    await run.script('deploy.sh', 'orders', DEPLOYMENT_BUCKET);
    const [endpoint, bucket] = await Promise.all(['ApiEndpoint', 'BucketName'].map((output) => run.output('orders', output)));
    progress.show('ingesting');
    const rows = await run.rowsOf({ bucket, key: 'in/orders.csv', content: CONTENT }, endpoint);
    progress.show('deleting');
    await run.script('delete.sh', 'orders', DEPLOYMENT_BUCKET);
    progress.end();
    const leftOut = [...new Set(run.leftOut.map(({ type }) => type))].sort();
    process.stdout.write(`${JSON.stringify({ example: name, endpoint, bucket, rows: JSON.parse(rows) as unknown, notOnTheEmulator: leftOut }, null, 2)}\n`);
  } finally {
    progress.end();
    await run.stop();
  }
}

reserveStdout();
void whenToldToStop().then(async (signal) => {
  progress.end();
  await Emulator.stopAll();
  process.exit(exitCodeOf(signal));
});
runExample(process.argv[2]).catch(async (error: unknown) => {
  progress.say(error instanceof Error ? error.message : String(error));
  await Emulator.stopAll();
  process.exitCode = 1;
});
