import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Target } from '../../local/clients';
import { ROOT } from '../../local/emulator-environment';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the project's command as a person does, against an emulator; nobody is at its terminal. */
export function runCommand(target: Target, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { endpoint, region, accessKeyId, secretAccessKey, caFile } = target;
  const child = spawn(process.execPath, [join(ROOT, 'assets', 'cli', 'index.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...caFile && { NODE_EXTRA_CA_CERTS: caFile },
      ...env,
    },
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => { out.stdout += chunk; });
  child.stderr.on('data', (chunk) => { out.stderr += chunk; });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...out }));
  });
}
