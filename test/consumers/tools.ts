import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

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
  insist(run(tool('jsii'), ['--silence-warnings=reserved-word']), 'jsii');
}

/** A program of the project's own packages. */
export function tool(name: string): string {
  return join(PROJECT, 'node_modules', '.bin', name);
}

/** The CDK that consumers install is the one that this project is tested with: templates of different versions differ for reasons that are not ours. */
export function pins(separator: string): string[] {
  return ['aws-cdk-lib', 'constructs'].map(name => `${name}${separator}${installedVersion(name)}`);
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

/** Runs a command to its end. */
export function run(command: string, args: string[], cwd = PROJECT): Outcome {
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

/** Throws what a command said where it failed. */
export function insist({ status, output }: Outcome, what: string): void {
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${output}`);
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
