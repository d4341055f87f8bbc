/** Bundles what the bench runs beside the handlers, in the very way that they are bundled, into `.local/bench/`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOptions } from '../scripts/bundle-handlers.mjs';
import { ROOT } from '../scripts/setup.mjs';

const NO_CONTENDER = ['race.ts'];

/** Whole or not at all, because another run may be reading it. */
function put(path, content) {
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
}

async function bundle(esbuild, folder, file) {
  const path = join(ROOT, '.local', 'bench', folder, `${basename(file, '.ts')}.mjs`);
  const { outputFiles } = await esbuild.build({ ...bundleOptions(join('bench', folder, file), path), write: false });
  put(path, Buffer.from(outputFiles[0].contents));
}

/** Bundles every contender: the files of `peers/` and `parsers/`. */
export async function bundleBench() {
  // Not at the top: this file is imported on a bare clone, where esbuild is still missing.
  const esbuild = await import('esbuild');
  await Promise.all(['peers', 'parsers'].flatMap((folder) => readdirSync(join(ROOT, 'bench', folder))
    .filter((file) => file.endsWith('.ts') && !NO_CONTENDER.includes(file)).map((file) => bundle(esbuild, folder, file))));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bundleBench();
