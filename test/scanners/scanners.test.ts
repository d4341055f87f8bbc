import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cfnGuard } from './cfn-guard';
import { cfnLint } from './cfn-lint';
import { checkov } from './checkov';
import { explains, explanations } from './explanations';
import type { Finding } from './finding';
import { writeTemplates } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'scanners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCANNERS = { 'cfn-lint': cfnLint, 'checkov': checkov, 'cfn-guard': cfnGuard };
const LIMIT_MS = 300_000;

test('B12: what cfn-lint, checkov and cfn-guard find is explained, and what is explained is found', async () => {
  const files = writeTemplates(folder);
  const rows = explanations();
  const found = new Set<object>();
  const unexplained: Finding[] = [];
  for (const scan of Object.values(SCANNERS)) {
    for (const finding of await scan(files)) {
      const row = rows.find((one) => explains(one, finding));
      if (row) found.add(row);
      else unexplained.push(finding);
    }
  }
  expect(unexplained).toEqual([]);
  expect(rows.filter((row) => !found.has(row))).toEqual([]);
}, LIMIT_MS);

test('each scanner sees an open bucket', async () => {
  const file = join(folder, 'open.json');
  writeFileSync(file, JSON.stringify({ Resources: { Open: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead', Nothing: 1 } } } }));
  for (const [scanner, scan] of Object.entries(SCANNERS)) {
    expect(await scan([file])).toContainEqual(expect.objectContaining({ scanner, template: 'open', resource: 'Open' }));
  }
}, LIMIT_MS);
