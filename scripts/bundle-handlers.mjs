/**
 * Bundles each `lambda-src/<name>/index.ts` into `assets/<name>/index.mjs`: minified, without dependencies, the same bytes on every
 * machine, with the licences of what went into it. What the source imports late is a file of its own beside it. Safe beside another run:
 * a file appears complete or not at all, and one that would stay the same is not touched.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { docsFiles } from './bundle-docs.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(ROOT, 'lambda-src');
const ASSETS = join(ROOT, 'assets');
// On the same file system, and nothing that is shipped.
const DRAFTS = join(ROOT, '.local', 'drafts');

// Dependencies in CommonJS call require(), which an ES module does not have.
const BANNER = "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);";

/** The names of the handlers: folders of lambda-src/ that hold an index.ts. */
export function handlerNames() {
  return readdirSync(SOURCES).filter((name) => existsSync(join(SOURCES, name, 'index.ts'))).sort();
}

function put(folder, name, content) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  const draft = join(DRAFTS, `${basename(folder)}.${name}.${process.pid}`);
  mkdirSync(DRAFTS, { recursive: true });
  // What begins like a command can be run as one.
  writeFileSync(draft, content, { mode: content.subarray(0, 2).toString() === '#!' ? 0o755 : 0o644 });
  renameSync(draft, path);
}

/** The folders of the npm packages that gave bytes to the bundle, nested ones too. */
function packagesIn(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(ROOT, folder)).filter((entry) => /^licen[cs]e/i.test(entry)).sort()[0];
  const text = file ? readFileSync(join(ROOT, folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** How everything that runs in Lambda is bundled: ES modules of Node 20 without dependencies. Paths are relative to the project's folder. */
export function bundleOptions(entryPoint, outfile) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    conditions: [],
    banner: { js: BANNER },
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: {},
  };
}

/** Bundles one handler. */
export async function bundleHandler(name, { esbuild }) {
  const { outfile, ...options } = bundleOptions(join('lambda-src', name, 'index.ts'), join('assets', name, 'index.mjs'));
  const { outputFiles, metafile } = await esbuild.build({
    ...options, outdir: dirname(outfile), splitting: true, outExtension: { '.js': '.mjs' }, chunkNames: '[name]-[hash]', write: false, metafile: true,
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
  files.set('LICENSES.txt', Buffer.from(packagesIn(metafile).map(licenceOf).join('\n---\n\n')));
  fill(join(ASSETS, name), files);
}

/** Makes a folder hold these files and no other. */
function fill(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) put(folder, file, content);
  for (const old of readdirSync(folder).filter((file) => !files.has(file))) rmSync(join(folder, old), { recursive: true, force: true });
}

/** Bundles every handler, and the page of documentation. */
export async function bundleHandlers() {
  // Not at the top: this file is imported on a bare clone, where esbuild is still missing.
  const esbuild = await import('esbuild');
  await Promise.all(handlerNames().map((name) => bundleHandler(name, { esbuild })));
  const docs = docsFiles(ROOT);
  if (docs.size > 0) fill(join(ASSETS, 'docs'), docs);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // What is wrong in a source file esbuild has told by then.
  await bundleHandlers().catch((error) => {
    if (!error.errors) throw error;
    process.exitCode = 1;
  });
}
