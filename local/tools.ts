import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './emulator-environment';

/**
 * The folder of the programs of an environment, which is installed first where it is missing.
 *
 * @param name - of a file in `local/tools/`, as `sam`
 */
export async function toolsOf(name: string): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'tools.mjs'), name], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [folder, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]) as [string, [number | null]];
  if (code !== 0) throw new Error(`the tools ${name} are not there: see the lines above`);
  return folder.trim();
}
