import { Names } from 'aws-cdk-lib';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

const MANAGED_GROUPS = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'];

/** Puts a web ACL before a stage: a rate limit per address and two of AWS's managed groups. There is no L2 construct of it. */
export function protectStage(scope: Construct, stageArn: string, rateLimitPerAddress: number): CfnWebACL {
  const visibility = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  const webAcl = new CfnWebACL(scope, 'WebAcl', {
    description: 'Protects the API of a ServerlessIngestApi',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(Names.uniqueResourceName(scope, { maxLength: 100 })),
    rules: [
      {
        name: 'RateLimitPerAddress',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: rateLimitPerAddress, aggregateKeyType: 'IP' } },
        visibilityConfig: visibility('RateLimitPerAddress'),
      },
      ...MANAGED_GROUPS.map((name, index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
        visibilityConfig: visibility(name),
      })),
    ],
  });
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: stageArn, webAclArn: webAcl.attrArn });
  return webAcl;
}
