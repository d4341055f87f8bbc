import { CONCURRENCY, type Quota } from './quota';

/** A template, as far as quotas are concerned. */
export interface Template {
  readonly Resources?: Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>;
  readonly Parameters?: Record<string, { readonly Default?: unknown }>;
}

const STACK = 'AWS::CloudFormation::Stack';

/** A stack to be deployed. */
export interface Wanted {
  readonly template: Template;
  /** What it has by now; undefined where it is not there. */
  readonly deployed?: Template;
}

/** How much more of a quota the stacks need than they have. Resources under a condition count, in what is there as well. */
export function needOf(quota: Quota, stacks: readonly Wanted[]): number {
  return stacks.reduce((sum, { template, deployed }) => sum + Math.max(0, countIn(template, quota) - (deployed ? countIn(deployed, quota) : 0)), 0);
}

function countIn(template: Template, quota: Quota): number {
  if (quota === CONCURRENCY) return reservedIn(template);
  // The stack itself is one.
  return Object.values(template.Resources ?? {}).filter(({ Type }) => isOf(Type, quota)).length + (quota.type === STACK ? 1 : 0);
}

function isOf(type: string, quota: Quota): boolean {
  return type === quota.type || (type === 'AWS::DynamoDB::GlobalTable' && quota.type === 'AWS::DynamoDB::Table');
}

/** Concurrency that functions keep for themselves; what is provisioned on a function that reserves nothing is kept as well. */
function reservedIn({ Resources = {}, Parameters = {} }: Template): number {
  const numberOf = (value: unknown) => {
    const { Ref: name } = (typeof value === 'object' && value !== null ? value : {}) as { Ref?: string };
    return Number((name === undefined ? value : Parameters[name]?.Default) ?? 0) || 0;
  };
  let sum = 0;
  const reserving = new Set<string>();
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type !== 'AWS::Lambda::Function' || Properties.ReservedConcurrentExecutions === undefined) continue;
    sum += numberOf(Properties.ReservedConcurrentExecutions);
    reserving.add(id);
  }
  for (const { Type, Properties = {} } of Object.values(Resources)) {
    if (Type !== 'AWS::Lambda::Alias' && Type !== 'AWS::Lambda::Version') continue;
    const { ProvisionedConcurrentExecutions: provisioned } = (Properties.ProvisionedConcurrencyConfig ?? {}) as Record<string, unknown>;
    const { Ref: of } = (typeof Properties.FunctionName === 'object' && Properties.FunctionName !== null ? Properties.FunctionName : {}) as { Ref?: string };
    if (of === undefined || !reserving.has(of)) sum += numberOf(provisioned);
  }
  return sum;
}
