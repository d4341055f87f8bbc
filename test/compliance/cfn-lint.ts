import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';

const CFN_LINT = join(__dirname, '..', '..', '.venv', 'bin', 'cfn-lint');

/** Whether the project's virtual environment has cfn-lint. */
export const cfnLintInstalled = existsSync(CFN_LINT);

/** What cfn-lint calls errors in a template, as `<rule> <message>`. */
export function cfnLintErrors(template: string): string[] {
  const { stdout, stderr, error } = spawnSync(CFN_LINT, ['--format', 'json', '--', template], { encoding: 'utf8' });
  if (error) throw error;
  if (!stdout.trim().startsWith('[')) throw new Error(`cfn-lint did not answer: ${stdout}${stderr}`);
  const matches = JSON.parse(stdout) as { Level: string; Rule: { Id: string }; Message: string }[];
  return matches.filter(match => match.Level === 'Error').map(match => `${match.Rule.Id} ${match.Message}`);
}
