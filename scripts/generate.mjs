/** Runs what writes a document: `projenrc/<name>/main.ts`. */
import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAssets, ensureNodeModules, ROOT } from './setup.mjs';

/** Ends with the exit code of what it ran. */
export async function generate(name, args = []) {
  becomeMiddleman();
  await ensureNodeModules();
  await ensureAssets();
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'), JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
  const command = ['--import', 'tsx', join(ROOT, 'projenrc', name, 'main.ts'), ...args];
  process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
}
