/**
 * Every test, from a bare clone: installs what is missing, then lint, types and jest. Ends with one line
 * `N passed, N failed, N skipped` summed over all of them.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { becomeMiddleman, run } from './children.mjs';
import { ensureAll, ensureRequirements, ensureTools, ROOT } from './setup.mjs';
import { ofJest, ofPytest, remember } from './test-results.mjs';

const bin = (...path) => join(ROOT, 'node_modules', ...path);
const node = (script, ...args) => [process.execPath, [script, ...args]];
const totals = { passed: 0, failed: 0, skipped: 0 };

/** A check that passes or fails as a whole. */
async function check(name, [command, args], env = {}) {
  const code = await run(command, args, { stdio: ['ignore', 1, 2], cwd: ROOT, env: { ...process.env, ...env } });
  totals[code === 0 ? 'passed' : 'failed']++;
  process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}: ${name}\n`);
}

async function jest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'serverless-ingest-api-'));
  const report = join(folder, 'jest.json');
  // Said twice, the number of workers is no number to jest, and it starts one for each file.
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(arg)) ? [] : ['--maxWorkers=100%'];
  const [command, words] = node(bin('jest', 'bin', 'jest.js'), '--coverage=false', '--forceExit', ...workers, '--json', `--outputFile=${report}`, ...args);
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
  const code = await run(command, words, { stdio: ['ignore', 2, 2], cwd: ROOT, env });
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    remember(ofJest(results), args.length === 0);
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + numRuntimeErrorTestSuites;
    totals.skipped += numPendingTests;
    if (code !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) totals.failed++;
  } catch {
    totals.failed++;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The Python tests of an example, in the environment of the tools that are called like it. */
async function pytest(example) {
  const folder = mkdtempSync(join(tmpdir(), 'serverless-ingest-api-'));
  const report = join(folder, 'pytest.xml');
  const python = join(await ensureTools(example), 'python');
  const code = await run(python, ['-m', 'pytest', '-q', `--junitxml=${report}`], { cwd: join(ROOT, 'examples', example) });
  const results = existsSync(report) ? ofPytest(readFileSync(report, 'utf8'), `examples/${example}`) : [];
  const count = (status) => results.filter((result) => result.status === status).length;
  remember(results, false);
  totals.passed += count('passed');
  totals.failed += count('failed') || (code === 0 ? 0 : 1);
  totals.skipped += count('pending');
  rmSync(folder, { recursive: true, force: true });
}

/** Runs everything; `args` go to jest. Sets the exit code. */
export async function testAll(args) {
  becomeMiddleman();
  await ensureAll();
  await ensureRequirements(join(ROOT, 'test', 'requirements.txt'), 'what the tests need');
  await ensureRequirements(join(ROOT, 'examples', 'sam', 'requirements.txt'), 'what the emulator needs for examples/sam');
  if (args.length === 0) {
    await check('types', node(bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.dev.json'));
    const folders = ['src', 'lambda-src', 'local', 'test', 'bench', 'projenrc', '.projenrc.ts'];
    await check('lint', node(bin('eslint', 'bin', 'eslint.js'), '--ext', '.ts', '--no-error-on-unmatched-pattern', ...folders),
      { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' });
  }
  await jest(args);
  if (args.length === 0) {
    await pytest('pulumi');
    await check('table of requirements', node(join(ROOT, 'scripts', 'requirements.mjs'), '--check'));
  }
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await testAll(process.argv.slice(2));
