import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { deployPatiently } from './patience';

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 10_000;

/** Runs a command and returns what it said. Throws what it said last where it fails. */
function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
    from.on('data', (chunk: Buffer) => {
      to.write(chunk);
      said.push(chunk.toString());
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => code === 0 ? resolve(said.join('')) : reject(new Error(said.join('').trim().split('\n').slice(-20).join('\n'))));
  });
}

/** `node --import tsx deploy.ts [name of the log bucket] [further arguments of cdk deploy]` */
async function main(): Promise<void> {
  const [name = 'deliveries-logs', ...further] = process.argv.slice(2);
  const stage = /\bstage=(\S+)/.exec(further.join(' '))?.[1];
  const stack = stage === undefined || stage === 'production' ? 'Deliveries' : `Deliveries-${stage}`;
  // A quota that is too small ends it here, before anything is made.
  await run('npx', ['cdk', 'synth', '--quiet', ...further]);
  await run('npx', ['serverless-ingest-api', 'quotas', '--template', 'cdk.out', '--stack', stack]);
  await deployPatiently(name, async (bucket) => {
    await run('npx', ['cdk', 'deploy', stack, '--require-approval', 'never', '--parameters', `S3LogsBucketName=${bucket}`, ...further]);
  }, { attempts: ATTEMPTS, firstWaitMs: FIRST_WAIT_MS, sleep, say: (text) => process.stderr.write(`${text}\n`) });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
