import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { assemblyFiles, buildWheel, compile, installWheel, synthPython } from './python-consumer';
import { synthTwin } from './twin';

const SLOW = 10 * 60_000;

let folder: string;
let python: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'python-consumer-'));
  compile();
  python = installWheel(buildWheel(join(folder, 'dist')), folder);
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a Python app synthesizes byte for byte what a TypeScript app does', () => {
  expect(synthPython(python, join(folder, 'python.out'))).toMatchObject({ status: 0 });
  synthTwin(join(folder, 'typescript.out'));

  const [files, twins] = ['python.out', 'typescript.out'].map(name => assemblyFiles(join(folder, name)));
  expect([...files.keys()]).toEqual([...twins.keys()]);
  expect([...files.keys()]).toEqual(expect.arrayContaining(['Default.template.json', 'Configured.template.json', 'compliance/evidence.json']));
  for (const [name, text] of files) expect([name, text]).toEqual([name, twins.get(name)]);
}, SLOW);

test('the gate fails a Python app and names its findings', () => {
  const { status, output } = synthPython(python, join(folder, 'failed.out'), 'tutorial');
  expect(status).not.toBe(0);
  for (const id of ['AwsSolutions-S1', 'AwsSolutions-S10']) expect(output).toContain(`[ComplianceGate] ${id} on Tutorial/Uploads/Resource`);
  expect(output).toContain('2 unexplained findings');
}, SLOW);
