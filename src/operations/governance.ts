import { Stack, Tags, Token } from 'aws-cdk-lib';
import { ManagedRule, ManagedRuleIdentifiers, ResourceType, RuleScope } from 'aws-cdk-lib/aws-config';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GovernanceOptions } from './governance-options';
import { DEFAULT_STAGE } from '../private/handler-environment';
import { fail } from '../private/imports';

/** Refuses a region that is not allowed, or that nobody has said. */
export function checkRegion(scope: Construct, allowed: string[] | undefined): void {
  if (allowed === undefined) return;
  const { region } = Stack.of(scope);
  const list = allowed.join(', ');
  if (Token.isUnresolved(region)) fail(scope, `the stack does not say its region, and allowedRegions has ${list || 'none'}: give the stack an env with a region`);
  if (!allowed.includes(region)) fail(scope, `the region is ${region}, and allowedRegions has ${list || 'none'}: deploy to one of these, or add it`);
}

/** Puts tags on everything below a construct. */
export function tagAll(scope: Construct, tags: GovernanceOptions['tags'], stage = DEFAULT_STAGE): void {
  if (tags === undefined) return;
  for (const [name, value] of Object.entries({ stage, ...tags })) {
    if (!Token.isUnresolved(name) && (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(name) || /^aws:/i.test(name))) {
      fail(scope, `the tag ${JSON.stringify(name)} is no name of a tag: 1 to 128 letters, digits, spaces and _.:/=+-@, and not aws: at its start`);
    }
    if (!Token.isUnresolved(value) && value.length > 256) fail(scope, `the tag ${name} has a value of ${value.length} characters: 256 at most`);
    Tags.of(scope).add(name, value);
  }
}

/** Lets AWS Config watch what nobody should change in the functions of this stack. */
export class ConfigRules extends Construct {
  constructor(scope: Construct, id: string, functions: IFunction[]) {
    super(scope, id);
    functions.filter((fn) => Stack.of(fn) === Stack.of(this)).forEach((fn, index) => {
      const definition = fn.node.defaultChild instanceof CfnFunction ? fn.node.defaultChild : undefined;
      const watch = (name: string, identifier: string, inputParameters?: Record<string, string>) => new ManagedRule(this, `${name}${index}`, {
        identifier, inputParameters, ruleScope: RuleScope.fromResource(ResourceType.LAMBDA_FUNCTION, fn.functionName), description: `Watches a function of a ServerlessIngestApi: ${name}`,
      });
      watch('PublicAccess', ManagedRuleIdentifiers.LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED);
      watch('DeadLetterQueue', ManagedRuleIdentifiers.LAMBDA_DLQ_CHECK);
      if (definition?.runtime) watch('Settings', ManagedRuleIdentifiers.LAMBDA_FUNCTION_SETTINGS_CHECK, { runtime: definition.runtime });
      if (definition?.vpcConfig) watch('InsideVpc', ManagedRuleIdentifiers.LAMBDA_INSIDE_VPC);
      if (definition?.reservedConcurrentExecutions !== undefined) watch('Concurrency', ManagedRuleIdentifiers.LAMBDA_CONCURRENCY_CHECK);
    });
  }
}
