import { basename, dirname, join } from 'node:path';
import { withoutHash, type Finding } from './finding';
import { outputOf } from './run';

interface Report {
  readonly name: string;
  readonly not_compliant: { readonly Rule: { readonly name: string } }[];
}

const PACKAGE = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
const PLATFORM = join(process.platform === 'darwin' ? 'macos' : 'ubuntu', process.arch === 'arm64' ? 'aarch64' : 'x86_64');
const RULES = join(PACKAGE, 'rules', 'control-tower', 'cfn-guard');

/** Control Tower's proactive controls that fail. */
export async function cfnGuard(templates: string[]): Promise<Finding[]> {
  const data = templates.flatMap((template) => ['--data', template]);
  const options = ['--output-format', 'json', '--structured', '--show-summary', 'none'];
  const text = await outputOf(join(PACKAGE, 'bin', PLATFORM, 'cfn-guard'), ['validate', '--rules', RULES, ...data, ...options]);
  return (JSON.parse(text) as Report[]).flatMap(({ name, not_compliant: failed }) => failed.flatMap(({ Rule: rule }) =>
    resourcesIn(rule).map((resource) => ({ scanner: 'cfn-guard', rule: rule.name, template: basename(name, '.json'), resource }))));
}

/** The resources that a failed rule speaks of: it holds a tree of clauses, and each names the places that it has looked at. */
function resourcesIn(rule: object): string[] {
  const places = JSON.stringify(rule).matchAll(/"path":"\/Resources\/([^/"]+)/g);
  return [...new Set([...places].map(([, logicalId]) => withoutHash(logicalId)))];
}
