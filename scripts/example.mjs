/** Deploys an example on the emulator by its own scripts, with a file in and rows out: `npm run -s example -- cloudformation` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { launch } from './launch.mjs';
import { ensureNodeModules, ensureRequirements, ROOT } from './setup.mjs';

const [name = ''] = process.argv.slice(2);
if (!/^\w+$/.test(name) || !existsSync(join(ROOT, 'examples', name, 'deploy.sh'))) {
  process.stderr.write(`${JSON.stringify(name)} is no example with a deploy.sh: take cloudformation or sam\n`);
  process.exit(2);
}
await ensureNodeModules();
const requirements = join(ROOT, 'examples', name, 'requirements.txt');
if (existsSync(requirements)) await ensureRequirements(requirements, `what the emulator needs for examples/${name}`);
const code = await run(process.execPath, [join(ROOT, 'scripts', 'release-template.mjs')]);
if (code === 0) await launch('local/example.ts', [name]);
else process.exitCode = code;
