import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addToResourcePolicy } from './imports';
import { platformOf } from './platform';

/** Props of {@link declareLogGroup}. */
export interface LogGroupOptions {
  readonly logGroupName?: string;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
  readonly importsPrepared?: boolean;
}

/** A log group with a retention, under the key of the logs where there is one. */
export function declareLogGroup(scope: Construct, id: string, options: LogGroupOptions): LogGroup {
  const { logKey } = platformOf(scope);
  if (logKey) letLogsUse(scope, logKey, options.importsPrepared ?? false);
  return new LogGroup(scope, id, {
    logGroupName: options.logGroupName,
    retention: options.logRetention ?? RetentionDays.TWO_WEEKS,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey: logKey,
  });
}

/**
 * CloudWatch Logs uses a key by the key's own policy. It names the log groups of this account and region, not a group's ARN: a key that waits for the
 * group, which waits for the key, is a cycle.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function letLogsUse(scope: Construct, key: IKey, prepared: boolean): void {
  const { partition, region, account } = Stack.of(scope);
  addToResourcePolicy(scope, key, `key ${key.keyId}`, prepared, [new PolicyStatement({
    sid: 'EncryptLogs',
    principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` } },
  })]);
}
