import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { ROOT } from '../../local/emulator-environment';
import { zipDirectory } from '../../local/zip';

const PYTHON = join(ROOT, '.venv', 'bin', 'python');
const directory = mkdtempSync(join(tmpdir(), 'zip-'));

afterAll(() => rmSync(directory, { recursive: true }));

function write(folder: string, files: Record<string, Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function read(folder: string): Record<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(paths.map((entry) => [
    join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath ?? entry.path, entry.name)),
  ]));
}

function throughPython(files: Record<string, Uint8Array>): Record<string, Buffer> {
  const folder = mkdtempSync(join(directory, 'run-'));
  write(join(folder, 'in'), files);
  writeFileSync(join(folder, 'a.zip'), zipDirectory(join(folder, 'in')));
  execFileSync(PYTHON, ['-m', 'zipfile', '-e', join(folder, 'a.zip'), join(folder, 'out')]);
  return read(join(folder, 'out'));
}

test('Python reads every byte back', () => {
  const name = fc.stringMatching(/^[a-zä€0-9_-]{1,12}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('.d/')}.f`);
  const content = fc.uint8Array({ maxLength: 3000 });
  fc.assert(fc.property(fc.dictionary(path, content, { minKeys: 1, maxKeys: 5 }), (files) => {
    const read_ = throughPython(files);
    expect(Object.keys(read_).sort()).toEqual(Object.keys(files).sort());
    for (const [at, bytes] of Object.entries(files)) expect(read_[at].equals(bytes)).toBe(true);
  }), { numRuns: 15 });
});

test('a megabyte that does not compress, an empty file', () => {
  const files = { 'big.bin': Buffer.from(Array.from({ length: 2 ** 20 }, (_, i) => (i * 2654435761) % 251)), 'empty': Buffer.alloc(0) };
  expect(throughPython(files)).toEqual(files);
});

test('equal folders give equal archives, whenever they were written', () => {
  const folder = mkdtempSync(join(directory, 'same-'));
  write(folder, { 'b/index.mjs': Buffer.from('export {}'), 'a.txt': Buffer.from('a') });
  const first = zipDirectory(folder);
  utimesSync(join(folder, 'a.txt'), 1, 1);
  expect(zipDirectory(folder).equals(first)).toBe(true);
});
