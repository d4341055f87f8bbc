import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketProps, CfnBucket, IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { handOver } from './imports';

/** What happens to a bucket and what is in it when the stack is deleted. */
export interface BucketEnd {
  readonly removalPolicy: RemovalPolicy;
  readonly emptyOnDelete: boolean;
}

/** What every bucket of this library has: private, TLS only, no ACL. */
export function secured({ removalPolicy, emptyOnDelete }: BucketEnd): BucketProps {
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: emptyOnDelete,
  };
}

/** Not `serverAccessLogsBucket`: what that writes depends on a feature flag of the caller's app. */
export function logTo(bucket: Bucket, logs: IBucket, prefix: string, sid: string, prepared = true): void {
  (bucket.node.defaultChild as CfnBucket).loggingConfiguration = { destinationBucketName: logs.bucketName, logFilePrefix: prefix };
  const statement = new PolicyStatement({
    sid,
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [logs.arnForObjects(`${prefix}*`)],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(logs).account } },
  });
  if (!logs.addToResourcePolicy(statement).statementAdded && !prepared) {
    handOver(bucket, `the policy of the imported log bucket ${logs.bucketName} cannot be changed from here`, [statement]);
  }
}
