import { spawnSync } from 'child_process';
import { join } from 'path';

/** `npm test` installs it. */
const CFN_LINT = join(__dirname, '..', '..', '.venv', 'bin', 'cfn-lint');

/** What cfn-lint calls errors in a template, as `<rule> <message>`. */
export function cfnLintErrors(template: string): string[] {
  const { stdout, stderr, error } = spawnSync(CFN_LINT, ['--format', 'json', '--', template], { encoding: 'utf8' });
  if (error) throw error;
  if (!stdout.trim().startsWith('[')) throw new Error(`cfn-lint did not answer: ${stdout}${stderr}`);
  const matches = JSON.parse(stdout) as { Level: string; Rule: { Id: string }; Message: string }[];
  return matches.filter(match => match.Level === 'Error').map(match => `${match.Rule.Id} ${match.Message}`);
}
