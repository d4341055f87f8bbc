import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Command, untilGone } from './processes';
import { ROOT } from '../../local/emulator-environment';

jest.setTimeout(120_000);

const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/other-machine': { version: '1.0.0', optional: true } } };
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'setup-'));
  cpSync(join(ROOT, 'scripts'), join(project, 'scripts'), { recursive: true });
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(LOCK));
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

/** A program of that name which comes before all others. */
function program(name: string, script: string): void {
  mkdirSync(join(project, 'bin'), { recursive: true });
  writeFileSync(join(project, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Calls an exported function of setup.mjs in the copy of the project, where only its own programs are found. */
function call(name: string, path = [join(project, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter)): Command {
  const code = `import('./scripts/children.mjs').then((c) => c.becomeMiddleman());
    import('./scripts/setup.mjs').then(async (s) => console.log(await s.${name}()));`;
  const { npm_execpath: _npm, npm_lifecycle_event: _script, ...env } = process.env;
  return new Command(process.execPath, ['-e', code], { cwd: project, env: { ...env, PATH: path } });
}

describe('npm packages', () => {
  const installed = (packages: object) => {
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    writeFileSync(join(project, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  };
  const calls = () => existsSync(join(project, 'calls')) ? readFileSync(join(project, 'calls'), 'utf8').trim().split('\n') : [];
  const npm = 'echo "$@" >> calls; echo noise; sleep 1; mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json';

  beforeEach(() => program('npm', npm));

  test('are installed once, even if two runs miss them at the same time, and say nothing on stdout', async () => {
    const runs = [call('ensureNodeModules'), call('ensureNodeModules')];
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(calls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
    expect(runs.map(({ stdout }) => stdout)).toEqual(['undefined\n', 'undefined\n']);
    expect(runs.map(({ stderr }) => stderr).join()).toContain('noise');
  });

  test('are left alone where they are what the lock file names, whatever the clock says', async () => {
    installed({ 'node_modules/a': { version: '1.0.0' } });
    utimesSync(join(project, 'node_modules', '.package-lock.json'), 1, 1);
    expect(await call('ensureNodeModules').ended).toBe(0);
    expect(calls()).toEqual([]);
  });

  test.each([[{}], [{ 'node_modules/a': { version: '0.9.0' } }]])('are installed where they are %j', async (packages) => {
    installed(packages);
    expect(await call('ensureNodeModules').ended).toBe(0);
    expect(calls()).toHaveLength(1);
  });

  test('a failure is told, with exit code 2', async () => {
    program('npm', 'echo "no network" >&2; exit 7');
    const run = call('ensureNodeModules');
    expect(await run.ended).toBe(2);
    expect(run.stderr).toContain('no network\nnpm ci failed with exit code 7');
  });

  test('Ctrl-C ends the installation and lets the next one in', async () => {
    program('npm', 'echo started >&2; exec sleep 60');
    const run = call('ensureNodeModules');
    await run.until('started');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    program('npm', npm);
    expect(await call('ensureNodeModules').ended).toBe(0);
  });

  test('a run that was killed does not lock the others out', async () => {
    program('npm', 'echo started >&2; exec sleep 60');
    const run = call('ensureNodeModules');
    await run.until('started');
    run.signal('SIGKILL');
    await untilGone([run.pid], 5_000);
    program('npm', npm);
    expect(await call('ensureNodeModules').ended).toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe('Python', () => {
  const alone = () => {
    mkdirSync(join(project, 'bin'), { recursive: true });
    symlinkSync('/bin/sh', join(project, 'bin', 'sh'));
    return join(project, 'bin');
  };

  test('missing, or too old: one sentence and exit code 2', async () => {
    const path = alone();
    program('python3', 'exit 1');
    const run = call('ensurePython', path);
    expect(await run.ended).toBe(2);
    expect(run.stderr).toBe('Python 3.10 or newer is missing: install it, with its venv module, and run this again\n');
  });

  test('without venv: one sentence and exit code 2', async () => {
    const path = alone();
    program('python3.11', 'echo False');
    const run = call('ensurePython', path);
    expect(await run.ended).toBe(2);
    expect(run.stderr).toBe('python3.11 has no venv module: install it (python3-venv on Debian and Ubuntu) and run this again\n');
  });

  test('the first good one is taken', async () => {
    const path = alone();
    program('python3', 'exit 1');
    program('python3.12', 'echo False');
    program('python3.11', 'echo True');
    const run = call('ensurePython', path);
    expect(await run.ended).toBe(0);
    expect(run.stdout).toBe('python3.11\n');
  });
});

describe('tools in an environment of their own', () => {
  const calls = () => readFileSync(join(project, 'calls'), 'utf8').trim().split('\n').map((line) => line.replaceAll(project, '.'));
  const tools = () => call("ensureTools.bind(undefined, 'sam')");
  /** An interpreter that makes environments, and whose uv ends with this exit code. */
  const python = (uv: number) => {
    mkdirSync(join(project, '.venv', 'bin'), { recursive: true });
    const script = `echo "$@" >> ${project}/calls; for last; do :; done; case "$2" in venv) mkdir -p "$last";; uv) sleep 1; exit ${uv};; esac`;
    writeFileSync(join(project, '.venv', 'bin', 'python'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  };

  beforeEach(() => {
    mkdirSync(join(project, 'local', 'tools', 'installer'), { recursive: true });
    writeFileSync(join(project, 'local', 'tools', 'installer', 'requirements.txt'), 'uv==1\n');
    writeFileSync(join(project, 'local', 'tools', 'sam.txt'), 'aws-sam-cli==1\n');
  });

  const PREPARED = ['-m pip install --quiet --disable-pip-version-check --no-input -r ./local/tools/installer/requirements.txt', '-m venv --clear --without-pip ./.venv-sam'];
  const BY_UV = '-m uv pip install --quiet --python ./.venv-sam/bin/python -r ./local/tools/sam.txt';

  test('are installed once, even if two runs miss them at the same time, and again when what is wanted has changed', async () => {
    python(0);
    const runs = [tools(), tools()];
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(runs.map(({ stdout }) => stdout)).toEqual([`${project}/.venv-sam/bin\n`, `${project}/.venv-sam/bin\n`]);
    expect(calls()).toEqual([...PREPARED, BY_UV]);
    writeFileSync(join(project, 'local', 'tools', 'sam.txt'), 'aws-sam-cli==2\n');
    expect(await tools().ended).toBe(0);
    expect(calls()).toEqual([...PREPARED, BY_UV, PREPARED[1], BY_UV]);
  });

  test('are installed by pip where uv does not find them', async () => {
    python(1);
    expect(await tools().ended).toBe(0);
    expect(calls()).toEqual([
      ...PREPARED, BY_UV, '-m pip --python ./.venv-sam/bin/python install --quiet --disable-pip-version-check --no-input -r ./local/tools/sam.txt',
    ]);
  });

  test('that nobody has named: one sentence and exit code 2', async () => {
    const run = call("ensureTools.bind(undefined, 'nobody')");
    expect(await run.ended).toBe(2);
    expect(run.stderr).toBe('there are no tools nobody: each file in local/tools/ names some\n');
  });
});
