import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { insist, type Outcome, pins, PROJECT, run, tool } from './tools';

/** Packs the compiled library as npm publishes it, and returns the tarball's path. */
export function pack(outdir: string): string {
  mkdirSync(outdir, { recursive: true });
  insist(run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', outdir]), 'npm pack');
  return join(outdir, readdirSync(outdir).filter(file => file.endsWith('.tgz'))[0]);
}

/** Installs a tarball into an empty app, which holds the twin as a user would write it, and compiles that. */
export function installTarball(tarball: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }));
  insist(run('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball, ...pins('@')], folder), 'npm install');
  const twin = readFileSync(join(__dirname, 'twin.ts'), 'utf8').replace("'../../src'", "'serverless-ingest-api'");
  writeFileSync(join(folder, 'app.ts'), `${twin}\nsynthTwin(process.argv[2]);\n`);
  const types = join(PROJECT, 'node_modules', '@types');
  insist(run(tool('tsc'), ['--strict', '--skipLibCheck', '--module', 'commonjs', '--ignoreDeprecations', '6.0', '--moduleResolution', 'node10',
    '--target', 'es2022', '--typeRoots', types, '--types', 'node', 'app.ts'], folder), 'tsc');
}

/** Runs the app. */
export function synthTypeScript(folder: string, outdir: string): Outcome {
  return run(process.execPath, ['app.js', outdir], folder);
}
