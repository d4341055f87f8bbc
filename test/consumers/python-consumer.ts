import { mkdtempSync, readdirSync } from 'fs';
import { dirname, join } from 'path';
import { insist, type Outcome, pins, run, tool } from './tools';

/** Builds the wheel of the compiled library and returns its path. */
export function buildWheel(outdir: string): string {
  insist(run(tool('jsii-pacmak'), ['--target', 'python', '--outdir', outdir]), 'jsii-pacmak');
  const wheel = readdirSync(join(outdir, 'python')).find(file => file.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`there is no wheel in ${outdir}`);
  return join(outdir, 'python', wheel);
}

/** Installs a wheel into a fresh virtual environment and returns its Python. */
export function installWheel(wheel: string, parent: string): string {
  const venv = mkdtempSync(join(parent, 'venv-'));
  insist(run(process.env.PYTHON ?? 'python3', ['-m', 'venv', venv]), 'venv');
  const python = join(venv, 'bin', 'python');
  insist(run(python, ['-m', 'pip', 'install', '--quiet', wheel, ...pins('==')]), 'pip');
  return python;
}

/** Runs the Python app. */
export function synthPython(python: string, outdir: string, ...args: string[]): Outcome {
  return run(python, [join(__dirname, 'python', 'app.py'), outdir, ...args], dirname(outdir));
}
