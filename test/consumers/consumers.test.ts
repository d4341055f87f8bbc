import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { installTarball, pack, synthTypeScript } from './npm-consumer';
import { buildWheel, installWheel, synthPython } from './python-consumer';
import { assemblyFiles, compile, insist, PROJECT, run, tool } from './tools';
import { synthTwin } from './twin';

const SLOW = 10 * 60_000;

let folder: string;
let python: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  compile();
  synthTwin(join(folder, 'source.out'));
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function expectTwin(outdir: string): void {
  const [files, twins] = [outdir, join(folder, 'source.out')].map(assemblyFiles);
  expect([...files.keys()]).toEqual([...twins.keys()]);
  expect([...files.keys()]).toEqual(expect.arrayContaining(['Default.template.json', 'Configured.template.json', 'compliance/evidence.json']));
  for (const [name, text] of files) expect([name, text]).toEqual([name, twins.get(name)]);
}

test('API.md is what the docstrings say', () => {
  const fresh = join(folder, 'API.md');
  insist(run(tool('jsii-docgen'), ['-o', fresh]), 'jsii-docgen');
  expect(readFileSync(join(PROJECT, 'API.md'), 'utf8')).toBe(readFileSync(fresh, 'utf8'));
}, SLOW);

test('the npm tarball, in an empty app, synthesizes byte for byte what the source does', () => {
  const app = join(folder, 'npm');
  installTarball(pack(join(folder, 'dist')), app);
  expect(synthTypeScript(app, join(folder, 'npm.out'))).toMatchObject({ status: 0 });
  expectTwin(join(folder, 'npm.out'));
}, SLOW);

describe('the wheel', () => {
  beforeAll(() => {
    python = installWheel(buildWheel(join(folder, 'dist')), folder);
  }, SLOW);

  test('synthesizes, in an empty app, byte for byte what the source does', () => {
    expect(synthPython(python, join(folder, 'python.out'))).toMatchObject({ status: 0 });
    expectTwin(join(folder, 'python.out'));
  }, SLOW);

  test('has a gate that fails a Python app and names its findings', () => {
    const { status, output } = synthPython(python, join(folder, 'failed.out'), 'tutorial');
    expect(status).not.toBe(0);
    for (const id of ['AwsSolutions-S1', 'AwsSolutions-S10']) expect(output).toContain(`[ComplianceGate] ${id} on Tutorial/Uploads/Resource`);
    expect(output).toContain('2 unexplained findings');
  }, SLOW);

  test('runs the Python of the README', () => {
    const code = /<!-- test: python -->\n```python\n([^]*?)\n```/.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8'))?.[1] ?? '';
    expect(code).toContain('ServerlessIngestApi(');
    writeFileSync(join(folder, 'readme.py'), code);
    expect(run(python, ['readme.py'], folder)).toMatchObject({ status: 0 });
  }, SLOW);
});
