import { RemovalPolicy, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Props of {@link landingBucket}. */
export interface LandingBucketProps {
  readonly bucketName?: string;
  readonly versioned: boolean;
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly emptyOnDelete: boolean;
  readonly serverAccessLogs: boolean;
}

/** Creates the bucket where files land: private, encrypted, TLS only, with server access logs where asked for. */
export function landingBucket(scope: Construct, props: LandingBucketProps): { bucket: Bucket; logs?: Bucket } {
  const secure = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: props.removalPolicy,
    autoDeleteObjects: props.emptyOnDelete,
  };
  const bucket = new Bucket(scope, 'Bucket', {
    ...secure,
    bucketName: props.bucketName,
    versioned: props.versioned,
    encryption: props.encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
    encryptionKey: props.encryptionKey,
    bucketKeyEnabled: props.encryptionKey ? true : undefined,
    lifecycleRules: [{ id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  if (!props.serverAccessLogs) return { bucket };
  const logs = new Bucket(scope, 'AccessLogs', {
    ...secure,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ id: 'ExpireLogs', expiration: Duration.days(365) }],
  });
  logTo(bucket, logs);
  return { bucket, logs };
}

/** Not `serverAccessLogsBucket`: what that writes depends on a feature flag of the caller's app. */
function logTo(bucket: Bucket, logs: Bucket): void {
  (bucket.node.defaultChild as CfnBucket).loggingConfiguration = { destinationBucketName: logs.bucketName, logFilePrefix: 's3/' };
  logs.addToResourcePolicy(new PolicyStatement({
    sid: 'ServerAccessLogs',
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [logs.arnForObjects('s3/*')],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(logs).account } },
  }));
}
