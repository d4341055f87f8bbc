/** Writes the released template, its assets and the script that uploads them into dist/template/. */
import { join } from 'node:path';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAssets, ensureNodeModules, ROOT } from './setup.mjs';

becomeMiddleman();
await ensureNodeModules();
await ensureAssets();
const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'), JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
process.exitCode = await run(process.execPath, ['--import', 'tsx', join(ROOT, 'projenrc', 'release-template', 'main.ts')], { stdio: 'inherit', env, cwd: ROOT });
