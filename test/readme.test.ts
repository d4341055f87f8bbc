import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** The block of code after `<!-- test: language -->`. */
function snippet(language: string): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const code = new RegExp(`<!-- test: ${language} -->\n\`\`\`\\w+\n([^]*?)\n\`\`\``).exec(readme)?.[1];
  if (code === undefined) throw new Error(`README.md has no block of ${language} to test`);
  return code;
}

test('the TypeScript of the README is an app that passes its gate', () => {
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.local', 'readme-'));
  const app = join(folder, 'app.ts');
  writeFileSync(app, snippet('typescript').replace("'serverless-ingest-api'", "'../../src'").replace('new App()', `new App({ outdir: '${folder}/cdk.out' })`));
  const run = spawnSync(process.execPath, ['--import', 'tsx', app], { cwd: ROOT, encoding: 'utf8' });
  expect(run.stderr).not.toMatch(/Error/);
  expect(run.status).toBe(0);
  expect(existsSync(join(folder, 'cdk.out', 'Orders.template.json'))).toBe(true);
});

test.each(['README.md', 'DESIGN.md', 'SECURITY.md', 'CONTRIBUTING.md', 'RUNBOOK.md'])('every file that %s links to is there', (name) => {
  const links = [...readFileSync(join(ROOT, name), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]);
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});
