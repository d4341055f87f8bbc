/** Brings the table of requirements up to date with the results that `npm test` left; with `--check` only compares. */
import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { ensureNodeModules, ROOT } from './setup.mjs';

becomeMiddleman();
await ensureNodeModules();
const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') };
const command = ['--import', 'tsx', join(ROOT, 'projenrc', 'requirements', 'main.ts'), ...process.argv.slice(2)];
process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
