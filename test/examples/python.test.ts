import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWheelApart } from './wheel';
import { installWheel } from '../consumers/python-consumer';
import { assemblyFiles, PROJECT, run } from '../consumers/tools';

const SLOW = 10 * 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an app in its folder, as the CDK's command does, and returns what it synthesizes. */
function synthesized(example: string, ...command: string[]): Map<string, string> {
  const outdir = join(folder, `${example}.out`);
  expect(run('env', [`CDK_OUTDIR=${outdir}`, ...command], join(PROJECT, 'examples', example))).toMatchObject({ status: 0 });
  return assemblyFiles(outdir);
}

test('the app of examples/python, from the wheel, synthesizes byte for byte what examples/typescript does', () => {
  const twins = synthesized('typescript', process.execPath, '--import', 'tsx', 'app.ts');
  expect([...twins.keys()]).toEqual(expect.arrayContaining(['Orders.template.json', 'PythonProcessor.template.json', 'compliance/Orders/evidence.json']));

  buildWheelApart(folder);
  const [wheel] = readdirSync(join(folder, 'python')).filter((file) => file.endsWith('.whl'));
  const files = synthesized('python', installWheel(join(folder, 'python', wheel), folder), 'app.py');
  expect([...files.keys()]).toEqual([...twins.keys()]);
  for (const [name, text] of files) expect([name, text]).toEqual([name, twins.get(name)]);
}, SLOW);
