import { Duration } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BucketEnd, logTo, secured } from '../private/secure-bucket';

/** Props of {@link landingBucket}. */
export interface LandingBucketProps extends BucketEnd {
  readonly bucketName?: string;
  readonly versioned: boolean;
  readonly encryptionKey?: IKey;
  readonly serverAccessLogs: boolean;
}

/** Creates the bucket where files land: private, encrypted, TLS only, with server access logs in another where asked for. */
export function landingBucket(scope: Construct, props: LandingBucketProps): { bucket: Bucket; logs?: Bucket } {
  const bucket = new Bucket(scope, 'Bucket', {
    ...secured(props),
    bucketName: props.bucketName,
    versioned: props.versioned,
    encryption: props.encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
    encryptionKey: props.encryptionKey,
    bucketKeyEnabled: props.encryptionKey ? true : undefined,
    lifecycleRules: [{ id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  if (!props.serverAccessLogs) return { bucket };
  const logs = accessLogBucket(scope, props);
  logTo(bucket, logs, 's3/', 'ServerAccessLogs');
  return { bucket, logs };
}

/** Creates a bucket for server access logs, which are kept for a year. */
export function accessLogBucket(scope: Construct, end: BucketEnd): Bucket {
  return new Bucket(scope, 'AccessLogs', {
    ...secured(end),
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ id: 'ExpireLogs', expiration: Duration.days(365) }],
  });
}
