import { join } from 'node:path';
import { bundleBench } from '../bench/bundle.mjs';
import { benchArguments } from './bench-arguments.mjs';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAll, ensureAssets, ensureNodeModules, ROOT } from './setup.mjs';

const args = benchArguments(process.argv.slice(2));
becomeMiddleman();
if (args.includes('api')) {
  await ensureAll();
} else {
  await ensureNodeModules();
  await ensureAssets();
}
await bundleBench();
const env = {
  ...process.env,
  TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
};
const command = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), ...args];
process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
