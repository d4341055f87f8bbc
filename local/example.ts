import { join } from 'node:path';
import { ROOT } from './emulator-environment';
import { DEPLOYMENT_BUCKET, ExampleRun } from './example-run';
import { runProgram } from './program';
import { Progress } from '../lambda-src/cli/progress';

const CONTENT = 'order,amount\n1,9.90\n2,12.50\n';
/** What the scripts of an example are called with, and the stack that they make of it. */
const CALLS: Record<string, { readonly args: string[]; readonly stack: string }> = {
  cloudformation: { args: ['orders', DEPLOYMENT_BUCKET], stack: 'orders' },
  sam: { args: ['prod'], stack: 'prod-orders' },
};
const progress = new Progress();

/** Deploys an example with its own scripts, puts a file in, takes its rows out and deletes everything. */
async function runExample(name: string): Promise<void> {
  const { args, stack } = CALLS[name];
  progress.show('starting the emulator');
  const run = await ExampleRun.start(name, join(ROOT, 'dist', 'template'), 'us-west-2');
  try {
    progress.show('deploying');
    await run.script('deploy.sh', ...args);
    const [endpoint, bucket] = await Promise.all(['ApiEndpoint', 'BucketName'].map((output) => run.output(stack, output)));
    progress.show('ingesting');
    const rows = await run.rowsOf({ bucket, key: 'in/orders.csv', content: CONTENT }, endpoint);
    progress.show('deleting');
    await run.script('delete.sh', ...args);
    progress.end();
    const leftOut = [...new Set(run.leftOut.map(({ type }) => type))].sort();
    process.stdout.write(`${JSON.stringify({ example: name, endpoint, bucket, rows: JSON.parse(rows) as unknown, notOnTheEmulator: leftOut }, null, 2)}\n`);
  } finally {
    progress.end();
    await run.stop();
  }
}

void runProgram(progress, () => runExample(process.argv[2]));
