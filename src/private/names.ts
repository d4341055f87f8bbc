import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEFAULT_STAGE } from './handler-environment';
import { fail } from './imports';

/** What a service takes as a name. */
export interface NameRule {
  /** The prop, for messages. */
  readonly property: string;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly rule: string;
}

/** What stands for an account and a region that are not known yet: as long as they get, in characters that every service takes. */
const LONGEST = { account: '0'.repeat(12), region: 'x'.repeat(14) };

/**
 * A physical name with `{stage}`, `{account}` and `{region}` filled in, by reference where they are not known. Refuses a name that the service
 * would refuse, also with the longest account and region.
 */
export function checkName(scope: Construct, rule: NameRule, name: string | undefined, stage = DEFAULT_STAGE): string | undefined {
  if (name === undefined) return undefined;
  const { account, region } = Stack.of(scope);
  const fill = (values: Record<string, string>) => name.replace(/\{(\w+)\}/g, (text, placeholder: string) => {
    const value = values[placeholder];
    return value ?? fail(scope, `${rule.property} ${JSON.stringify(name)} has the placeholder ${text}: there are {stage}, {account} and {region}`);
  });
  const known = (value: string, longest: string) => Token.isUnresolved(value) ? longest : value;
  const example = fill({ stage, account: known(account, LONGEST.account), region: known(region, LONGEST.region) }).replace(/\$\{Token\[[^\]]*\]\}/g, LONGEST.account);
  if (!rule.pattern.test(example)) fail(scope, `${rule.property} becomes ${JSON.stringify(example)}, which is no name that AWS takes: use ${rule.rule}`);
  return fill({ stage, account, region });
}
