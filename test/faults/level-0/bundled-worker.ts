import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..', '..');

/** What esbuild puts for a spread in an object literal. */
const SPREADS = /var (__spreadValues) = [\s\S]*?\n};\nvar (__spreadProps) = .*\n/;

/**
 * The worker as one file. Loaded file by file, each function would be given its name as it is made, which is a quarter of the time of a
 * schedule.
 *
 * @returns its path
 */
export async function bundledWorker(): Promise<string> {
  const outfile = join(ROOT, '.local', 'faults', `worker.${process.pid}.cjs`);
  const { outputFiles: [{ text }] } = await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    write: false,
    absWorkingDir: ROOT,
    entryPoints: [join(__dirname, 'worker.ts')],
    supported: { 'object-rest-spread': false },
  });
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, quickSpreads(text));
  return outfile;
}

/**
 * A literal that begins with a spread and goes on makes a hidden class of its own each time in Node.js 20, which takes up to 20 µs and was
 * another quarter. `Object.assign` does the same to plain objects, and does not.
 */
function quickSpreads(text: string): string {
  if (!SPREADS.test(text)) throw new Error('the bundler writes spreads in another way than is known here');
  return text.replace(SPREADS, 'var $1 = (a, b) => Object.assign(a, b);\nvar $2 = $1;\n');
}
