import { basename } from 'node:path';
import { withoutHash, type Finding } from './finding';
import { cfnLintMatches } from '../compliance/cfn-lint';

/** Errors and warnings of cfn-lint. */
export function cfnLint(templates: string[]): Finding[] {
  return cfnLintMatches(...templates).map(({ Filename: file, Rule: { Id: rule }, Location: { Path: path } }) => ({
    scanner: 'cfn-lint', rule, template: basename(file, '.json'), resource: path?.[0] === 'Resources' ? withoutHash(String(path[1])) : '',
  }));
}
