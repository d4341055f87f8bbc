import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding';
import { ROOT } from '../../local/emulator-environment';

/** Why a finding stands, as docs/findings.md says it. */
export interface Explanation {
  readonly scanner: string;
  readonly rule: string;
  /** Ends of the resources' names, as `AccessLogs`; `*` for each. */
  readonly resources: string[];
  readonly why: string;
}

const cellsOf = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', ''));

/** The rows of the tables of docs/findings.md. */
export function explanations(): Explanation[] {
  const lines = readFileSync(join(ROOT, 'docs', 'findings.md'), 'utf8').split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => {
    const [scanner, rule, resources, why] = cellsOf(line);
    if (!why) throw new Error(`docs/findings.md has a row without a reason: ${line}`);
    return { scanner, rule, resources: resources.split(/,\s*/), why };
  });
}

/** Whether an explanation is one of this finding. */
export function explains({ scanner, rule, resources }: Explanation, finding: Finding): boolean {
  return finding.scanner === scanner && finding.rule === rule
    && resources.some((resource) => resource === '*' || (resource === '' ? finding.resource === '' : finding.resource.endsWith(resource)));
}
