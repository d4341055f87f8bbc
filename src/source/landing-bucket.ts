import { Duration } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ReplicateBucket } from './bucket-replication';
import { BucketReplication } from './replication-options';
import { fail } from '../private/imports';
import { NameRule } from '../private/names';
import { BucketEnd, logTo, secured } from '../private/secure-bucket';

/** How a log bucket may differ from the default. */
export interface LogBucketProps {
  readonly logBucketName?: string;
  readonly logExpiration?: Duration;
}

/** Props of {@link landingBucket}. */
export interface LandingBucketProps extends BucketEnd, LogBucketProps {
  readonly bucketName?: string;
  readonly versioned: boolean;
  readonly encryptionKey?: IKey;
  readonly serverAccessLogs: boolean;
  readonly logBucket?: IBucket;
  readonly replication?: BucketReplication;
  readonly importsPrepared: boolean;
}

/** S3's rule for names, without dots, which break TLS. */
export function bucketNameRule(property: string): NameRule {
  const pattern = /^(?!xn--|sthree-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$(?<!-s3alias|--ol-s3)/;
  return { property, pattern, rule: '3 to 63 small letters, digits and hyphens, without a hyphen at its ends' };
}

/** Creates the bucket where files land: private, encrypted, TLS only, with server access logs in another where asked for. */
export function landingBucket(scope: Construct, props: LandingBucketProps): { bucket: Bucket; logs?: IBucket } {
  const bucket = new Bucket(scope, 'Bucket', {
    ...secured(props),
    bucketName: props.bucketName,
    versioned: props.versioned,
    encryption: props.encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
    encryptionKey: props.encryptionKey,
    bucketKeyEnabled: props.encryptionKey ? true : undefined,
    lifecycleRules: [{ id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  if (props.replication) new ReplicateBucket(bucket, 'Replication', bucket, props.versioned, props.replication);
  if (!props.serverAccessLogs) {
    if (props.logBucket ?? props.logBucketName) {
      fail(scope, 'a log bucket is named, and serverAccessLogs is off: turn it on, or leave the log bucket out');
    }
    return { bucket };
  }
  const logs = props.logBucket ?? accessLogBucket(scope, props, props);
  logTo(bucket, logs, 's3/', 'ServerAccessLogs', props.importsPrepared);
  return { bucket, logs };
}

/** Creates a bucket for server access logs, which are kept for a year unless the caller says otherwise. */
export function accessLogBucket(scope: Construct, end: BucketEnd, props: LogBucketProps = {}): Bucket {
  const { logBucketName, logExpiration = Duration.days(365) } = props;
  if (logExpiration.toDays({ integral: false }) < 1) fail(scope, `logExpiration is at least a day, not ${logExpiration.toHumanString()}`);
  return new Bucket(scope, 'AccessLogs', {
    ...secured(end),
    bucketName: logBucketName,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ id: 'ExpireLogs', expiration: logExpiration }],
  });
}
