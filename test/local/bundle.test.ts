import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from './processes';
import { ROOT } from '../../local/emulator-environment';

const HANDLER = `import { marshall } from '@aws-sdk/util-dynamodb';
import { one } from '../core/one';
export const handler = async () => marshall({ one });
`;
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'bundle-'));
  cpSync(join(ROOT, 'scripts'), join(project, 'scripts'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  for (const [path, text] of [['ingest/index.ts', HANDLER], ['core/one.ts', 'export const one: number = 1;\n']]) {
    mkdirSync(join(project, 'lambda-src', path, '..'), { recursive: true });
    writeFileSync(join(project, 'lambda-src', path), text);
  }
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

const bundle = () => new Command(process.execPath, ['scripts/bundle-handlers.mjs'], { cwd: project });
const asset = (name: string) => join(project, 'assets', 'ingest', name);

test('bundles the folders with an index.ts, and nothing else', async () => {
  expect(await bundle().ended).toBe(0);
  expect(readdirSync(join(project, 'assets'))).toEqual(['ingest']);
  expect(readdirSync(join(project, 'assets', 'ingest'))).toEqual(['LICENSES.txt', 'index.mjs']);
});

test('the bundle runs without node_modules', async () => {
  await bundle().ended;
  const alone = join(project, 'alone.mjs');
  cpSync(asset('index.mjs'), alone);
  rmSync(join(project, 'node_modules'));
  const code = "import('./alone.mjs').then(async (m) => console.log(JSON.stringify(await m.handler())))";
  const run = new Command(process.execPath, ['-e', code], { cwd: project });
  expect(await run.ended).toBe(0);
  expect(run.stdout).toBe('{"one":{"N":"1"}}\n');
});

test('the licences of what is in it travel with it', async () => {
  await bundle().ended;
  expect(readFileSync(asset('LICENSES.txt'), 'utf8')).toMatch(/^@aws-sdk\/util-dynamodb [\d.]+ \(Apache-2\.0\)\n\nApache License/);
});

test('the same bytes again, and an unchanged file is not touched, by two runs at once either', async () => {
  await bundle().ended;
  const { mtimeMs } = statSync(asset('index.mjs'));
  const before = readFileSync(asset('index.mjs'));
  expect(await Promise.all([bundle().ended, bundle().ended])).toEqual([0, 0]);
  expect(readFileSync(asset('index.mjs')).equals(before)).toBe(true);
  expect(statSync(asset('index.mjs')).mtimeMs).toBe(mtimeMs);
  rmSync(join(project, 'assets'), { recursive: true });
  expect(await Promise.all([bundle().ended, bundle().ended])).toEqual([0, 0]);
  expect(readFileSync(asset('index.mjs')).equals(before)).toBe(true);
});

test('a mistake in a handler is told, with exit code 1', async () => {
  writeFileSync(join(project, 'lambda-src', 'ingest', 'index.ts'), "import './nowhere';\n");
  const run = bundle();
  expect(await run.ended).toBe(1);
  expect(run.stderr).toContain('Could not resolve "./nowhere"');
  expect(run.stderr).not.toContain('at failureErrorWithLog');
});
