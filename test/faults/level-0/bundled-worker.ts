import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..', '..');

/**
 * The worker as one file. Loaded file by file, each function would be given its name as it is made, which is a quarter of the time of a
 * schedule.
 *
 * @returns its path
 */
export async function bundledWorker(): Promise<string> {
  const outfile = join(ROOT, '.local', 'faults', `worker.${process.pid}.cjs`);
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' } as const;
  await build({ ...options, entryPoints: [join(__dirname, 'worker.ts')], outfile, absWorkingDir: ROOT });
  return outfile;
}
