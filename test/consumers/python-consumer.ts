import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

/** The root of the project. */
export const PROJECT = join(__dirname, '..', '..');

/** What a command ended with. */
export interface Outcome {
  readonly status: number | null;
  /** Both of its streams. */
  readonly output: string;
}

/** Compiles the library in place, as the project's own task does. */
export function compile(): void {
  insist(run(join(PROJECT, 'node_modules', '.bin', 'jsii'), ['--silence-warnings=reserved-word']), 'jsii');
}

/** Builds the wheel of the compiled library and returns its path. */
export function buildWheel(outdir: string): string {
  insist(run(join(PROJECT, 'node_modules', '.bin', 'jsii-pacmak'), ['--target', 'python', '--outdir', outdir]), 'jsii-pacmak');
  const wheel = readdirSync(join(outdir, 'python')).find(file => file.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`there is no wheel in ${outdir}`);
  return join(outdir, 'python', wheel);
}

/**
 * Installs a wheel into a fresh virtual environment and returns its Python. The CDK is the version that this project is
 * tested with: templates of different versions differ for reasons that are not ours.
 */
export function installWheel(wheel: string, parent: string): string {
  const venv = mkdtempSync(join(parent, 'venv-'));
  insist(run(process.env.PYTHON ?? 'python3', ['-m', 'venv', venv]), 'venv');
  const python = join(venv, 'bin', 'python');
  const pins = ['aws-cdk-lib', 'constructs'].map(name => `${name}==${installedVersion(name)}`);
  insist(run(python, ['-m', 'pip', 'install', '--quiet', wheel, ...pins]), 'pip');
  return python;
}

/** Runs the Python app. */
export function synthPython(python: string, outdir: string, ...args: string[]): Outcome {
  return run(python, [join(__dirname, 'python', 'app.py'), outdir, ...args], dirname(outdir));
}

/** The files of a cloud assembly that users deploy, by name: templates, and the assets that they name. */
export function assemblyFiles(outdir: string): Map<string, string> {
  return new Map(readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => /\.template\.json$|\.assets\.json$|\/asset\.[0-9a-f]+\/|\/compliance\//.test(path))
    .map(path => [path.slice(outdir.length + 1), readFileSync(path, 'utf8')] as const)
    .sort(([a], [b]) => a < b ? -1 : 1));
}

function run(command: string, args: string[], cwd = PROJECT): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: environment(), maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  return { status, output: stdout + stderr };
}

/** Everything that the tools would keep in the home directory stays in the project. */
function environment(): NodeJS.ProcessEnv {
  const cache = join(PROJECT, '.local', 'cache');
  return {
    ...process.env,
    // Of jest; the CDK would take the app for a test of its own.
    NODE_ENV: undefined,
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    JSII_RUNTIME_PACKAGE_CACHE: 'disabled',
    PIP_CACHE_DIR: join(cache, 'pip'),
    npm_config_cache: join(cache, 'npm'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

function insist({ status, output }: Outcome, what: string): void {
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${output}`);
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
