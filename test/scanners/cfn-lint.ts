import { basename, join } from 'node:path';
import { withoutHash, type Finding } from './finding';
import { outputOf } from './run';
import { ROOT } from '../../local/emulator-environment';

interface Match {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: (string | number)[] | null };
}

/** Errors and warnings of cfn-lint. */
export async function cfnLint(templates: string[]): Promise<Finding[]> {
  const text = await outputOf(join(ROOT, '.venv', 'bin', 'cfn-lint'), ['--format', 'json', '--', ...templates]);
  return (JSON.parse(text) as Match[]).map(({ Filename: file, Rule: { Id: rule }, Location: { Path: path } }) => ({
    scanner: 'cfn-lint', rule, template: basename(file, '.json'), resource: path?.[0] === 'Resources' ? withoutHash(String(path[1])) : '',
  }));
}
