import { spawnSync } from 'child_process';
import { join } from 'path';

/** `npm test` installs it. */
const CFN_LINT = join(__dirname, '..', '..', '.venv', 'bin', 'cfn-lint');

/** What cfn-lint has against a place in a template. */
export interface CfnLintMatch {
  readonly Filename: string;
  readonly Level: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: (string | number)[] | null };
}

/** Everything that cfn-lint says of templates. */
export function cfnLintMatches(...templates: string[]): CfnLintMatch[] {
  const { stdout, stderr, error } = spawnSync(CFN_LINT, ['--format', 'json', '--', ...templates], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  if (!stdout.trim().startsWith('[')) throw new Error(`cfn-lint did not answer: ${stdout}${stderr}`);
  return JSON.parse(stdout) as CfnLintMatch[];
}

/** What cfn-lint calls errors in a template, as `<rule> <message>`. */
export function cfnLintErrors(template: string): string[] {
  return cfnLintMatches(template).filter(({ Level }) => Level === 'Error').map(({ Rule, Message }) => `${Rule.Id} ${Message}`);
}
