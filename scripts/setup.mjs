/**
 * What a bare clone needs before anything of it runs: npm packages, a virtual environment with the emulator, the
 * bundled handlers. Each step looks first and does nothing where nothing is missing; several runs at once wait for
 * the one that installs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, unlessStopped } from './children.mjs';
import { withLock } from './lock.mjs';

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The interpreter of the virtual environment. */
export const VENV_PYTHON = join(ROOT, '.venv', 'bin', 'python');

const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const PROBE = 'import sys; assert sys.version_info >= (3, 10); import importlib.util as u; '
  + 'print(all(u.find_spec(m) for m in ("venv", "ensurepip")))';

const PIP_OPTIONS = ['--quiet', '--disable-pip-version-check', '--no-input'];

const say = (line) => process.stderr.write(`${line}\n`);
const fingerprint = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const readJson = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

function giveUp(sentence) {
  say(sentence);
  process.exit(2);
}

/** Runs one installation step at a time, and only if it is still `missing` when its turn comes. */
async function install(name, missing, work) {
  if (!missing()) return;
  const waiting = () => say('waiting for another run that installs what is missing');
  await withLock(join(ROOT, '.local', `${name}.lock`), async () => {
    if (missing()) await work();
  }, waiting);
  unlessStopped();
}

async function must(step, command, args, options) {
  const code = await run(command, args, options);
  unlessStopped();
  if (code !== 0) giveUp(`${step} failed with exit code ${code}: see the lines above`);
}

/** Whether node_modules holds what package-lock.json names; npm leaves its own list of what it installed there. */
function packagesMissing() {
  if (!existsSync(join(ROOT, 'node_modules', '.package-lock.json'))) return true;
  const installed = readJson('node_modules', '.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages).some(([path, wanted]) => path !== ''
    && (installed[path] ? installed[path].version !== wanted.version : !wanted.optional));
}

/** Installs the npm packages of package-lock.json. */
export async function ensureNodeModules() {
  await install('npm', packagesMissing, async () => {
    say('installing npm packages (about half a minute, once)');
    const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await must('npm ci', npm[0], [...npm.slice(1), ...args], { cwd: ROOT });
  });
}

/** A Python that can run the emulator. Ends the process with a sentence and exit code 2 where there is none. */
export function ensurePython() {
  const found = PYTHONS.map((name) => ({ name, probe: spawnSync(name, ['-c', PROBE], { encoding: 'utf8' }) }))
    .filter(({ probe }) => probe.status === 0);
  const complete = found.find(({ probe }) => probe.stdout.trim() === 'True');
  if (complete) return complete.name;
  return giveUp(found.length > 0
    ? `${found[0].name} has no venv module: install it (python3-venv on Debian and Ubuntu) and run this again`
    : 'Python 3.10 or newer is missing: install it, with its venv module, and run this again');
}

/** Installs a requirements file into .venv, again when the file has changed. */
export async function ensureRequirements(requirements, what) {
  const stamp = join(ROOT, '.venv', `.${basename(dirname(requirements))}-requirements`);
  const wanted = fingerprint(requirements);
  const missing = () => !existsSync(VENV_PYTHON) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted;
  await install('venv', missing, async () => {
    const python = ensurePython();
    say(`installing ${what} into .venv (some ten seconds, once)`);
    rmSync(stamp, { force: true });
    if (!existsSync(VENV_PYTHON)) await must('python -m venv', python, ['-m', 'venv', '--clear', join(ROOT, '.venv')]);
    await must('pip install', VENV_PYTHON, ['-m', 'pip', 'install', ...PIP_OPTIONS, '-r', requirements]);
    writeFileSync(stamp, wanted);
  });
}

/** Installs the emulator of local/requirements.txt. */
export async function ensureVenv() {
  await ensureRequirements(join(ROOT, 'local', 'requirements.txt'), 'the emulator');
}

/**
 * Installs local/tools/<name>.txt into an environment of its own, .venv-<name>, because its pins clash with those of others. By uv,
 * in a third of pip's time; by pip where uv does not find the packages, since only pip reads pip.conf.
 *
 * @returns the folder of the programs
 */
export async function ensureTools(name) {
  const requirements = join(ROOT, 'local', 'tools', `${name}.txt`);
  if (!existsSync(requirements)) giveUp(`there are no tools ${name}: each file in local/tools/ names some`);
  const venv = join(ROOT, `.venv-${name}`);
  const stamp = join(venv, '.requirements');
  const wanted = fingerprint(requirements);
  const missing = () => !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted;
  if (missing()) await ensureRequirements(join(ROOT, 'local', 'tools', 'installer', 'requirements.txt'), 'an installer');
  await install(`venv-${name}`, missing, async () => {
    say(`installing ${name} into .venv-${name} (some twenty seconds, once)`);
    await must('python -m venv', VENV_PYTHON, ['-m', 'venv', '--clear', '--without-pip', venv]);
    const python = join(venv, 'bin', 'python');
    const uv = ['-m', 'uv', 'pip', 'install', '--quiet', '--python', python, '-r', requirements];
    if (await run(VENV_PYTHON, uv) !== 0) {
      unlessStopped();
      await must('pip install', VENV_PYTHON, ['-m', 'pip', '--python', python, 'install', ...PIP_OPTIONS, '-r', requirements]);
    }
    writeFileSync(stamp, wanted);
  });
  return join(venv, 'bin');
}

/** Bundles the handlers of lambda-src/ into assets/. */
export async function ensureAssets() {
  await must('bundling the handlers', process.execPath, [join(ROOT, 'scripts', 'bundle-handlers.mjs')]);
}

/** Everything that the local stack needs. */
export async function ensureAll() {
  ensureNode();
  await ensureNodeModules();
  await ensureVenv();
  await ensureAssets();
}

function ensureNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) giveUp(`Node.js ${process.versions.node} is too old: install version 20 or newer and run this again`);
}
