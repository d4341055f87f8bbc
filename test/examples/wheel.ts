import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { insist, PROJECT, run, tool } from '../consumers/tools';

const NEEDED = ['package.json', 'tsconfig.json', 'README.md', 'LICENSE', 'NOTICE', '.npmignore', 'src', 'assets'];

/**
 * Compiles a copy of the library and builds its wheel: other tests compile in place at the same time.
 *
 * @param outdir - where the wheel goes, in `python/`
 */
export function buildWheelApart(outdir: string): void {
  mkdirSync(join(PROJECT, '.local'), { recursive: true });
  // Inside of the project, so that its packages are found.
  const copy = mkdtempSync(join(PROJECT, '.local', 'wheel-'));
  try {
    for (const name of NEEDED) cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
    const { bundledDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { bundledDependencies: string[] };
    for (const name of bundledDependencies) cpSync(join(PROJECT, 'node_modules', name), join(copy, 'node_modules', name), { recursive: true });
    insist(run(tool('jsii'), ['--silence-warnings=reserved-word'], copy), 'jsii');
    insist(run(tool('jsii-pacmak'), ['--target', 'python', '--outdir', outdir], copy), 'jsii-pacmak');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
