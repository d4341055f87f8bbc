import { join } from 'node:path';
import { bundleBench } from '../bench/bundle.mjs';
import { benchArguments } from './bench-arguments.mjs';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAssets, ensureNodeModules, ROOT } from './setup.mjs';

const args = benchArguments(process.argv.slice(2));
becomeMiddleman();
await ensureNodeModules();
await ensureAssets();
await bundleBench();
const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') };
const command = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), ...args];
process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
