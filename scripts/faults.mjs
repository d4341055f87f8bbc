import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { faultsArguments } from './faults-arguments.mjs';
import { ensureAll, ensureNodeModules, ROOT } from './setup.mjs';

const { json, level, seed, schedules } = faultsArguments(process.argv.slice(2));
becomeMiddleman();
await (level === 2 ? ensureAll() : ensureNodeModules());
const env = {
  ...process.env,
  TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
};
const args = ['--level', level, '--seed', seed, '--schedules', schedules].map(String);
const command = ['--import', 'tsx', join(ROOT, 'test', 'faults', 'main.ts'), ...json ? ['--json'] : [], ...args];
process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
