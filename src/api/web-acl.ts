import { ArnFormat, Aws, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnIPSet, CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { EdgeOptions, WafGroup } from './edge-options';
import { fail } from '../private/imports';
import { declareLogGroup } from '../private/log-group';

/** What a web ACL is made of. */
export interface WebAclProps extends EdgeOptions {
  readonly stageArn: string;
  readonly rateLimitPerAddress?: number;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
}

/** Where a client may keep what it authenticates with. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-amz-security-token', 'cookie'];

/**
 * Puts a web ACL before a stage: the addresses that may call, a rate limit per address, and groups of AWS's rules. There is no L2 construct
 * of it.
 */
export function protectStage(scope: Construct, props: WebAclProps): CfnWebACL {
  const visibility = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  const groups = props.wafManagedGroups ?? [WafGroup.COMMON, WafGroup.KNOWN_BAD_INPUTS];
  const limit = props.rateLimitPerAddress ?? 10_000;
  if (!Token.isUnresolved(limit) && (!Number.isInteger(limit) || limit < 10 || limit > 2_000_000_000)) {
    fail(scope, `rateLimitPerAddress is a whole number from 10 to 2,000,000,000, not ${limit}`);
  }
  const rules: Omit<CfnWebACL.RuleProperty, 'priority'>[] = [
    ...(props.allowedIpRanges ? [{
      name: 'AllowedAddresses',
      action: { block: {} },
      statement: { notStatement: { statement: fromRanges(scope, props.allowedIpRanges) } },
      visibilityConfig: visibility('AllowedAddresses'),
    }] : []),
    {
      name: 'RateLimitPerAddress',
      action: { block: {} },
      statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP' } },
      visibilityConfig: visibility('RateLimitPerAddress'),
    },
    ...groups.map((name) => {
      if (!/^AWSManagedRules\w+$/.test(name)) fail(scope, `wafManagedGroups names ${name}, which is no group of AWS: take one of WafGroup`);
      return { name, overrideAction: { none: {} }, statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } }, visibilityConfig: visibility(name) };
    }),
  ];
  const webAcl = new CfnWebACL(scope, 'WebAcl', {
    description: 'Protects the API of a ServerlessIngestApi',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(Names.uniqueResourceName(scope, { maxLength: 100 })),
    rules: rules.map((rule, priority) => ({ ...rule, priority })),
  });
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: props.stageArn, webAclArn: webAcl.attrArn });
  if (props.wafLogging) log(scope, webAcl, props);
  return webAcl;
}

/** A set holds addresses of one version. */
function fromRanges(scope: Construct, ranges: string[]): CfnWebACL.StatementProperty {
  if (ranges.length === 0) fail(scope, 'allowedIpRanges is empty, which would lock everybody out: leave it out to let every address call');
  const malformed = ranges.find((range) => !Token.isUnresolved(range) && !/^(\d{1,3}(\.\d{1,3}){3}\/([1-9]|[12]\d|3[0-2])|[\da-f:]+\/([1-9]|[1-9]\d|1[01]\d|12[0-8]))$/i.test(range));
  if (malformed !== undefined) fail(scope, `allowedIpRanges holds ${JSON.stringify(malformed)}, which is no address range: write it like 203.0.113.0/24 or 2001:db8::/32`);
  const versions: ['IPV4' | 'IPV6', string[]][] = [
    ['IPV4', ranges.filter((range) => !range.includes(':') || Token.isUnresolved(range))],
    ['IPV6', ranges.filter((range) => range.includes(':') && !Token.isUnresolved(range))],
  ];
  const statements = versions.filter(([, addresses]) => addresses.length > 0).map(([ipAddressVersion, addresses]) => ({
    ipSetReferenceStatement: {
      arn: new CfnIPSet(scope, `AllowedAddresses${ipAddressVersion}`, {
        description: 'From where the API of a ServerlessIngestApi can be called', scope: 'REGIONAL', ipAddressVersion, addresses,
      }).attrArn,
    },
  }));
  return statements.length === 1 ? statements[0] : { orStatement: { statements } };
}

/** AWS WAF writes to log groups of this prefix alone, by a policy that the service adds itself. */
function log(scope: Construct, webAcl: CfnWebACL, { logRetention, removalPolicy }: WebAclProps): void {
  const logGroupName = `aws-waf-logs-${Aws.STACK_NAME}-${Names.uniqueResourceName(scope, { maxLength: 60 })}`;
  const logs = declareLogGroup(scope, 'WebAclLogs', { logGroupName, logRetention, removalPolicy });
  new CfnLoggingConfiguration(scope, 'WebAclLogging', {
    resourceArn: webAcl.attrArn,
    logDestinationConfigs: [Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: logs.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    redactedFields: CREDENTIAL_HEADERS.map((name) => ({ singleHeader: { Name: name } })),
  });
}
