import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Quarantine } from './quarantine';
import { markPart } from '../compliance/scope-marker';
import { QuarantineConfig } from '../contract';
import { fail } from '../private/imports';
import { keyStatements, WRITE_UNDER_KEY } from '../private/key-statements';
import { logTo, secured } from '../private/secure-bucket';
import { IngestSource } from '../source/ingest-source';
import { accessLogBucket } from '../source/landing-bucket';

/** Props of {@link IngestQuarantine}. */
export interface IngestQuarantineProps {
  /** Where files land: its prefix must not watch what is kept here. */
  readonly source: IngestSource;

  /**
   * Where rejected records go. `Quarantine.none()` needs no construct.
   *
   * @default Quarantine.ownBucket()
   */
  readonly quarantine?: Quarantine;

  /**
   * What happens to the bucket that is created when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Deletes the objects with the bucket that is created. Needs the removal policy DESTROY.
   *
   * @default false
   */
  readonly emptyOnDelete?: boolean;

  /**
   * Keeps server access logs of the bucket that is created: where the source's are, or in a bucket of their own.
   *
   * @default true
   */
  readonly serverAccessLogs?: boolean;

  /**
   * Customer-managed key of the bucket that is created.
   *
   * @default - S3's own encryption
   */
  readonly bucketKey?: IKey;
}

/** Bytes of the longest prefix, so that every key of an object still has its beginning behind it. */
const MAX_PREFIX_BYTES = 256;

/** Where the records are kept that cannot be read. */
export class IngestQuarantine extends Construct {
  /** The bucket, created or the caller's. */
  public readonly bucket: IBucket;
  /** In front of every key. Empty in a bucket of its own. */
  public readonly prefix: string;

  constructor(scope: Construct, id: string, props: IngestQuarantineProps) {
    super(scope, id);
    const place = props.quarantine ?? Quarantine.ownBucket();
    if (place._kind === 'none') fail(this, 'Quarantine.none() keeps nothing: leave the construct out');
    this.bucket = place._bucket ?? this.createBucket(place, props);
    this.prefix = place._prefix;
    markPart(this, this.bucket);
    this.checkPrefix(props.source);
  }

  /**
   * What a function needs to write rejected records, and nothing more: it can neither read nor delete them.
   *
   * @internal
   */
  public _writeStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({ actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [this.bucket.arnForObjects(`${this.prefix}*`)] }),
      ...keyStatements(this.bucket.encryptionKey, WRITE_UNDER_KEY),
    ];
  }

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): QuarantineConfig {
    return { bucket: this.bucket.bucketName, prefix: this.prefix };
  }

  private createBucket({ _own: { bucketName, expiration = Duration.days(90) } }: Quarantine, props: IngestQuarantineProps): Bucket {
    const end = { removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN, emptyOnDelete: props.emptyOnDelete ?? false };
    const bucket = new Bucket(this, 'Bucket', {
      ...secured(end),
      bucketName,
      encryption: props.bucketKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      encryptionKey: props.bucketKey,
      bucketKeyEnabled: props.bucketKey ? true : undefined,
      lifecycleRules: [{ id: 'ExpireRejectedRecords', expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    if (props.serverAccessLogs ?? true) {
      logTo(bucket, props.source.logBucket ?? accessLogBucket(this, end), 'quarantine/', 'QuarantineAccessLogs');
    }
    return bucket;
  }

  /** What is kept would be ingested, rejected and kept again. */
  private checkPrefix(source: IngestSource): void {
    const bytes = Buffer.byteLength(this.prefix);
    if (bytes > MAX_PREFIX_BYTES) fail(this, `the prefix of the quarantine has ${bytes} bytes: at most ${MAX_PREFIX_BYTES} are allowed`);
    if (this.prefix.startsWith('/')) {
      fail(this, `the prefix ${JSON.stringify(this.prefix)} starts with a slash, which S3 takes for a part of the key: leave it out`);
    }
    if (this.isSourceBucket(source.bucket) && `${this.prefix}${source.prefix}`.startsWith(source.prefix)) {
      fail(this, `what is kept under the prefix ${JSON.stringify(this.prefix)} would be ingested again, because the same bucket is watched under `
        + `${JSON.stringify(source.prefix)}: choose two prefixes of which neither starts with the other, or another bucket`);
    }
  }

  private isSourceBucket(other: IBucket): boolean {
    const nameOf = (bucket: IBucket): string => JSON.stringify(Stack.of(this).resolve(bucket.bucketName));
    return this.bucket === other || nameOf(this.bucket) === nameOf(other);
  }
}
