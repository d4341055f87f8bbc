import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAll, ROOT } from './setup.mjs';

/** Installs what is missing, then runs a file of the project's folder with this process's streams and signals. */
export async function launch(file, args = []) {
  becomeMiddleman();
  await ensureAll();
  const env = {
    ...process.env,
    TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
  };
  const command = ['--import', 'tsx', join(ROOT, file), ...args];
  process.exitCode = await run(process.execPath, command, { stdio: 'inherit', env, cwd: ROOT });
}
