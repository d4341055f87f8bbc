import { CfnResource } from 'aws-cdk-lib';
import type { IApplyRule, NagPack } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { CompliancePack } from '../compliance-pack';

/** What a rule said about a resource. */
export type RuleVerdict = 'compliant' | 'non-compliant' | 'not applicable' | 'error';

const VERDICTS = { 'Compliant': 'compliant', 'Non-Compliant': 'non-compliant', 'N/A': 'not applicable' } as const;

/** One rule that ran on one resource; one per finding where the rule reports several. */
export interface Check {
  readonly pack: CompliancePack;
  /** Such as `AwsSolutions-IAM5`. */
  readonly rule: string;
  /** The rule, or `rule[finding]`. */
  readonly id: string;
  readonly level: 'error' | 'warning';
  readonly description: string;
  readonly resource: CfnResource;
  readonly verdict: RuleVerdict;
  /** Why a rule could not be evaluated. */
  readonly message?: string;
  /** The pack itself would stay silent, because somebody acknowledged the finding on the construct. */
  readonly acknowledged: boolean;
}

/** A pack with the method through which it runs every rule, which it declares protected. */
interface OpenPack extends Pick<NagPack, 'validateScope'> {
  applyRule(params: IApplyRule): void;
}

/**
 * Runs the packs over a tree through their own `validateScope`, and returns what each rule said about each resource. A
 * pack reports violations alone, from which nobody can tell a rule that passed from one that never ran.
 */
export function runPacks(scope: IConstruct, packs: CompliancePack[]): Check[] {
  return packs.flatMap(pack => runPack(scope, pack));
}

function runPack(scope: IConstruct, name: CompliancePack): Check[] {
  const pack = newPack(name) as unknown as OpenPack;
  const checks: Omit<Check, 'acknowledged'>[] = [];
  const applyRule = pack.applyRule.bind(pack);
  pack.applyRule = params => applyRule(recorded(name, params, check => checks.push(check)));

  const reported = new Set(pack.validateScope(scope).violations
    .flatMap(violation => violation.violatingResources.map(resource => `${violation.ruleName} ${resource.constructPath}`)));
  return checks.map(check => ({
    ...check,
    acknowledged: isFinding(check.verdict) && !reported.has(`${check.id} ${check.resource.node.path}`),
  }));
}

/** Whether a verdict needs an explanation. */
export function isFinding(verdict: RuleVerdict): boolean {
  return verdict === 'non-compliant' || verdict === 'error';
}

function recorded(pack: CompliancePack, params: IApplyRule, record: (check: Omit<Check, 'acknowledged'>) => void): IApplyRule {
  const suffix = params.ruleSuffixOverride ?? params.rule.name;
  const rule = `${pack}-${suffix}`;
  const level = params.level === 'Error' ? 'error' as const : 'warning' as const;
  const common = { pack, rule, id: rule, level, description: params.info, resource: params.node };
  return {
    ...params,
    ruleSuffixOverride: suffix,
    rule: node => {
      try {
        const result = params.rule(node);
        if (!Array.isArray(result)) {
          record({ ...common, verdict: VERDICTS[result] });
        } else if (result.length === 0) {
          record({ ...common, verdict: 'compliant' });
        } else {
          result.forEach(finding => record({ ...common, id: `${rule}[${finding}]`, verdict: 'non-compliant' }));
        }
        return result;
      } catch (error) {
        record({ ...common, verdict: 'error', message: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },
  };
}

function newPack(name: CompliancePack): NagPack {
  // Loading every rule takes a third of a second, which an app without the gate need not pay.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const nag = require('cdk-nag') as typeof import('cdk-nag');
  switch (name) {
    case CompliancePack.AWS_SOLUTIONS: return new nag.AwsSolutionsChecks();
    case CompliancePack.SERVERLESS: return new nag.ServerlessChecks();
    case CompliancePack.HIPAA_SECURITY: return new nag.HIPAASecurityChecks();
    case CompliancePack.NIST_800_53_R4: return new nag.NIST80053R4Checks();
    case CompliancePack.NIST_800_53_R5: return new nag.NIST80053R5Checks();
    case CompliancePack.PCI_DSS_321: return new nag.PCIDSS321Checks();
  }
}
