import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ComplianceException } from '../compliance-gate-props';
import { CompliancePack } from '../compliance-pack';
import { ComplianceRegisterEntry } from '../compliance-register-entry';
import { isFinding } from './checks';
import { Judged, Judgement, Usage } from './explain';

/** How often each verdict was given. */
export type Counts = Record<'compliant' | 'non-compliant' | 'not applicable' | 'explained' | 'error', number>;

/** A rule that ran. */
export interface RuleEvidence {
  readonly rule: string;
  readonly pack: CompliancePack;
  readonly level: string;
  readonly description: string;
  readonly counts: Counts;
}

/** A rule that had something to say about a resource. */
export interface CheckEvidence {
  readonly id: string;
  readonly rule: string;
  readonly resource: string;
  readonly type: string;
  readonly verdict: Judged['verdict'];
  readonly explainedBy?: string;
  readonly reason?: string;
  readonly compensatingControl?: string;
  readonly message?: string;
}

/** What `evidence.json` holds. It depends on the app and the versions of the libraries only, so two runs can be compared. */
export interface Evidence {
  readonly passed: boolean;
  readonly scope: string;
  readonly engine: string;
  readonly packs: { readonly pack: CompliancePack; readonly rules: number; readonly counts: Counts }[];
  readonly resources: number;
  readonly warnings: string[];
  readonly rules: RuleEvidence[];
  readonly checks: CheckEvidence[];
  readonly register: (ComplianceRegisterEntry & { readonly findings: number })[];
  readonly exceptions: (ComplianceException & { readonly findings: number })[];
  /** Resources of types that no rule of the packs looks at: nothing was shown about them. */
  readonly unseen: { readonly resource: string; readonly type: string }[];
}

/** Turns a judgement into evidence. Rules that do not apply to a resource are counted, not listed. */
export function evidenceOf(scope: IConstruct, packs: CompliancePack[], judgement: Judgement, engine: string): Evidence {
  const { checks } = judgement;
  const applied = new Set(checks.filter(check => check.verdict !== 'not applicable').map(check => check.resource));
  const resources = scope.node.findAll().filter(CfnResource.isCfnResource);
  return {
    passed: !checks.some(isUnexplained),
    scope: scope.node.path,
    engine,
    packs: packs.map(pack => {
      const own = checks.filter(check => check.pack === pack);
      return { pack, rules: new Set(own.map(check => check.rule)).size, counts: count(own) };
    }),
    resources: resources.length,
    warnings: warningsOf(judgement, resources.length),
    rules: rulesOf(checks),
    checks: checks.filter(check => check.verdict !== 'not applicable').map(checkEvidence).sort(byIdThenResource),
    register: judgement.register.map(({ entry, findings }) => ({
      id: entry.id, appliesTo: entry.appliesTo, reason: entry.reason, compensatingControl: entry.compensatingControl, findings,
    })),
    exceptions: judgement.exceptions.map(({ entry, findings }) => ({ id: entry.id, path: entry.path, reason: entry.reason, findings })),
    unseen: resources.filter(resource => !applied.has(resource))
      .map(resource => ({ resource: resource.node.path, type: resource.cfnResourceType })).sort((a, b) => compare(a.resource, b.resource)),
  };
}

/** Whether a check fails the gate. */
export function isUnexplained(check: Judged): boolean {
  return check.verdict !== 'explained' && isFinding(check.verdict);
}

function rulesOf(checks: Judged[]): RuleEvidence[] {
  const byRule = new Map<string, Judged[]>();
  for (const check of checks) byRule.set(check.rule, [...byRule.get(check.rule) ?? [], check]);
  return [...byRule.values()].map(own => {
    const { rule, pack, level, description } = own[0];
    return { rule, pack, level, description, counts: count(own) };
  });
}

function warningsOf(judgement: Judgement, resources: number): string[] {
  const stale = ({ entry }: Usage<ComplianceException>): string =>
    `the exception ${entry.id} on ${entry.path} explains nothing: remove it, or correct its id or path`;
  const ignored = (check: Judged): string =>
    `${check.id} on ${check.resource.node.path} is acknowledged on a construct, which the gate does not count: pass it as an exception`;
  return [
    ...resources === 0 ? ['there is no resource in this scope, so nothing was checked'] : [],
    ...judgement.exceptions.filter(usage => usage.findings === 0).map(stale),
    ...judgement.checks.filter(check => check.acknowledged && isUnexplained(check)).map(ignored),
  ];
}

function checkEvidence(check: Judged): CheckEvidence {
  const { id, rule, resource, verdict, explainedBy, reason, compensatingControl, message } = check;
  return { id, rule, resource: resource.node.path, type: resource.cfnResourceType, verdict, explainedBy, reason, compensatingControl, message };
}

function count(checks: Judged[]): Counts {
  const counts: Counts = { 'compliant': 0, 'non-compliant': 0, 'not applicable': 0, 'explained': 0, 'error': 0 };
  for (const check of checks) counts[check.verdict]++;
  return counts;
}

function byIdThenResource(a: CheckEvidence, b: CheckEvidence): number {
  return compare(a.id, b.id) || compare(a.resource, b.resource);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
