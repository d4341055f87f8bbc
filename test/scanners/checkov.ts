import { basename, join } from 'node:path';
import { withoutHash, type Finding } from './finding';
import { outputOf } from './run';
import { toolsOf } from '../../local/tools';

interface Report {
  readonly summary: { readonly parsing_errors: number };
  readonly results: { readonly failed_checks: { readonly check_id: string; readonly file_path: string; readonly resource: string }[] };
}

/** Checks of checkov that fail, its policies for secrets included. */
export async function checkov(templates: string[]): Promise<Finding[]> {
  const program = join(await toolsOf('checkov'), 'checkov');
  const files = templates.flatMap((template) => ['--file', template]);
  const frameworks = ['--framework', 'cloudformation', 'secrets'];
  // Without an address to ask it takes what it brings along: https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html
  const text = await outputOf(program, ['--output', 'json', '--quiet', '--compact', '--skip-download', ...frameworks, ...files]);
  const reports = [JSON.parse(text) as Report | Report[]].flat();
  if (reports.some(({ summary }) => summary.parsing_errors > 0)) throw new Error(`checkov could not read one of ${templates.join(', ')}`);
  return reports.flatMap(({ results }) => results.failed_checks).map(({ check_id: rule, file_path: file, resource }) => ({
    scanner: 'checkov', rule, template: basename(file, '.json'), resource: withoutHash(resource.slice(resource.lastIndexOf('.') + 1)),
  }));
}
