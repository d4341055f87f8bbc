import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { faultsArguments } from './faults-arguments.mjs';
import { ensureNodeModules, ROOT } from './setup.mjs';

const { json, level, seed, schedules } = faultsArguments(process.argv.slice(2));
becomeMiddleman();
await ensureNodeModules();
const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') };
const args = ['--level', level, '--seed', seed, '--schedules', schedules].map(String);
const command = ['--import', 'tsx', join(ROOT, 'test', 'faults', 'main.ts'), ...json ? ['--json'] : [], ...args];
process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
