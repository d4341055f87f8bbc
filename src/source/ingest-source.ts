import { Duration, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import { Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { definitionOf, notify, routeThroughEventBridge } from './bucket-events';
import { DistributedBackfillOptions } from './distributed-backfill-options';
import { checkFilter } from './filter';
import { backfillQueue, ingestQueue } from './ingest-queue';
import { IngestSourceProps } from './ingest-source-props';
import { bucketNameRule, landingBucket } from './landing-bucket';
import { EventDelivery } from './source-options';
import { letPagesUpload } from './upload-cors';
import { markPart } from '../compliance/scope-marker';
import { SourceConfig } from '../contract';
import { fail } from '../private/imports';
import { keyStatements, WRITE_UNDER_KEY } from '../private/key-statements';
import { checkName } from '../private/names';
import { visibilityTimeoutFor } from '../processing/queue-checks';
import { IngestQuarantine } from '../quarantine/ingest-quarantine';
import { Quarantine } from '../quarantine/quarantine';

/** SQS's rule, with room for the name of the dead-letter queue. */
const QUEUE_NAME = { property: 'queueName', pattern: /^[\w-]{1,67}$/, rule: '1 to 67 letters, digits, hyphens and underscores' };

/** Where files land: a bucket that tells a queue of each change, and the dead-letter queue behind it. */
export class IngestSource extends Construct {
  /** The bucket, created or the caller's. */
  public readonly bucket: IBucket;
  /** Where server access logs of the bucket go; undefined where there are none, or the bucket is the caller's. */
  public readonly logBucket?: IBucket;
  /** The queue that everything enters through. */
  public readonly queue: IQueue;
  /** Where messages end that failed too often. Undefined where the caller's queue came without one. */
  public readonly deadLetterQueue?: IQueue;
  /** Where replays and backfills wait, so that live files do not. Undefined where there is no such queue. */
  public readonly backfillQueue?: IQueue;
  /** Prefix of the keys that are ingested, empty for every key. */
  public readonly prefix: string;
  /** Suffixes of the keys that are ingested, none for every key. */
  public readonly suffixes: string[];
  /** How often a message is delivered before it is given up. */
  public readonly maxReceives: number;
  private readonly props: IngestSourceProps;
  private kept?: IngestQuarantine;

  /**
   * True for a bucket that was created here.
   *
   * @internal
   */
  public readonly _ownsBucket: boolean;

  /**
   * How many objects of the backfill queue are ingested at once.
   *
   * @internal
   */
  public readonly _backfillConcurrency: number;

  /**
   * How Step Functions goes through the bucket; undefined where it does not.
   *
   * @internal
   */
  public readonly _distributedBackfill?: DistributedBackfillOptions;

  constructor(scope: Construct, id: string, props: IngestSourceProps = {}) {
    super(scope, id);
    this.props = props;
    this._distributedBackfill = props.backfill?.distributed;
    this._backfillConcurrency = props.backfill?.maxConcurrency ?? 2;
    if (!Number.isInteger(this._backfillConcurrency) || this._backfillConcurrency < 2 || this._backfillConcurrency > 1000) {
      fail(this, `backfill.maxConcurrency is a whole number from 2 to 1,000, not ${this._backfillConcurrency}`);
    }
    this._ownsBucket = props.bucket === undefined;
    this.prefix = props.prefix ?? '';
    this.suffixes = props.suffixes ?? [];
    this.maxReceives = props.maxReceives ?? 5;
    checkFilter(this, this._config());
    if (!Number.isInteger(this.maxReceives) || this.maxReceives < 1 || this.maxReceives > 1000) {
      fail(this, `maxReceives is a whole number from 1 to 1,000, not ${this.maxReceives}`);
    }
    const bucketName = checkName(this, bucketNameRule('bucketName'), props.bucketName, props.stage);
    const landing = props.bucket ? { bucket: props.bucket, logs: undefined } : landingBucket(this, {
      bucketName,
      logBucket: props.logBucket,
      logBucketName: checkName(this, bucketNameRule('logBucketName'), props.logBucketName, props.stage),
      logExpiration: props.logExpiration,
      replication: props.replication,
      importsPrepared: props.importsPrepared ?? false,
      versioned: props.versioned ?? true,
      encryptionKey: props.bucketKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      emptyOnDelete: props.emptyOnDelete ?? false,
      serverAccessLogs: props.serverAccessLogs ?? true,
    });
    this.bucket = landing.bucket;
    this.logBucket = landing.logs;
    if (props.uploadCors) letPagesUpload(this, this.bucket, props.uploadCors, props.importsPrepared ?? false);
    const queues = {
      visibilityTimeout: props.visibilityTimeout ?? visibilityTimeoutFor(),
      retentionPeriod: props.retentionPeriod ?? Duration.days(14),
      maxReceives: this.maxReceives,
      encryptionKey: props.queueKey,
    };
    if (props.queue) {
      this.queue = props.queue;
      this.deadLetterQueue = props.deadLetterQueue;
    } else {
      const created = ingestQueue(this, { ...queues, queueName: checkName(this, QUEUE_NAME, props.queueName, props.stage) });
      this.queue = created.queue;
      this.deadLetterQueue = created.deadLetterQueue;
    }
    if (props.backfill) this.backfillQueue = backfillQueue(this, { ...queues, deadLetterQueue: this.deadLetterQueue });
    markPart(this, this.bucket);
    const events = {
      bucket: this.bucket,
      bucketName: props.bucket ? knownName(props.bucket) : bucketName,
      queue: this.queue,
      deadLetterQueue: this.deadLetterQueue,
      filter: this._config(),
      importsPrepared: props.importsPrepared ?? false,
    };
    if ((props.events ?? this.defaultDelivery()) === EventDelivery.NOTIFICATION) {
      notify(this, events);
    } else {
      routeThroughEventBridge(this, events);
    }
  }

  /**
   * Lets a principal put objects where they are ingested.
   *
   * @param folder what keys must start with after the prefix of the source, such as `acme/`; default: any key
   */
  public grantUpload(grantee: IGrantable, folder: string = ''): Grant {
    const grant = Grant.addToPrincipal({
      grantee, actions: ['s3:PutObject'], resourceArns: [this.bucket.arnForObjects(`${this.prefix}${folder}*`)],
    });
    this.bucket.encryptionKey?.grant(grantee, ...WRITE_UNDER_KEY);
    return grant;
  }

  /** Where the records are kept that cannot be read; undefined where none are read, or none are kept. */
  public get quarantine(): IngestQuarantine | undefined {
    return this.kept;
  }

  /** ARN of the objects that are ingested. */
  public get objectsArn(): string {
    return this.bucket.arnForObjects(`${this.prefix}*`);
  }

  /**
   * What a function needs to read the bucket and the queue.
   *
   * @internal
   */
  public _readStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'], resources: [this.objectsArn],
      }),
      // Without it S3 answers 403 instead of 404 for an object that is gone.
      this._listStatement(),
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: this.ingestQueues.map((queue) => queue.queueArn),
      }),
      ...[this.bucket.encryptionKey, ...this.ingestQueues.map((queue) => queue.encryptionMasterKey)].flatMap((key) => keyStatements(key, ['kms:Decrypt'])),
    ];
  }

  /**
   * What a function needs to put messages into the queue, and aside into the dead-letter queue.
   *
   * @internal
   */
  public _sendStatements(): PolicyStatement[] {
    const queues = [this.queue, ...(this.deadLetterQueue ? [this.deadLetterQueue] : [])];
    return [
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) }),
      ...queues.flatMap((queue) => keyStatements(queue.encryptionMasterKey, WRITE_UNDER_KEY)),
    ];
  }

  /**
   * Makes the quarantine, unless there is to be none: asked for by what reads records, because nothing else has any use for it.
   *
   * @internal
   */
  public _keepRejected(): IngestQuarantine | undefined {
    const { quarantine = Quarantine.ownBucket(), removalPolicy, emptyOnDelete, serverAccessLogs, bucketKey } = this.props;
    if (quarantine._kind === 'none') return undefined;
    this.kept ??= new IngestQuarantine(this, 'Quarantine', { source: this, quarantine, removalPolicy, emptyOnDelete, serverAccessLogs, bucketKey });
    return this.kept;
  }

  /**
   * What it takes to list what is ingested.
   *
   * @internal
   */
  public _listStatement(): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
      ...(this.prefix && { conditions: { StringLikeIfExists: { 's3:prefix': `${this.prefix}*` } } }),
    });
  }

  /**
   * What a function needs to list the bucket, to send hints, and to move dead letters back.
   *
   * @internal
   */
  public _maintenanceStatements(): PolicyStatement[] {
    return [
      this._listStatement(),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: this.ingestQueues.map((queue) => queue.queueArn) }),
      ...this.ingestQueues.flatMap((queue) => keyStatements(queue.encryptionMasterKey, WRITE_UNDER_KEY)),
      ...(this.deadLetterQueue ? [new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        resources: [this.deadLetterQueue.queueArn],
      })] : []),
      ...keyStatements(this.deadLetterQueue?.encryptionMasterKey, ['kms:Decrypt']),
    ];
  }

  /**
   * What a function needs to sign uploads and to delete objects.
   *
   * @internal
   */
  public _writeStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({ actions: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], resources: [this.objectsArn] }),
      ...keyStatements(this.bucket.encryptionKey, WRITE_UNDER_KEY),
    ];
  }

  /**
   * What the handlers get.
   *
   * @internal
   */
  public _config(): SourceConfig {
    return { prefix: this.prefix, suffixes: this.suffixes };
  }

  /** The queues that the ingest function reads. */
  private get ingestQueues(): IQueue[] {
    return [this.queue, ...(this.backfillQueue ? [this.backfillQueue] : [])];
  }

  private defaultDelivery(): EventDelivery {
    const definition = Resource.isOwnedResource(this.bucket) ? definitionOf(this.bucket) : undefined;
    const free = definition !== undefined && Stack.of(definition) === Stack.of(this) && definition.notificationConfiguration === undefined;
    return free ? EventDelivery.NOTIFICATION : EventDelivery.EVENT_BRIDGE;
  }
}

/** A caller's bucket may have a name that is known at synth: then the queue policy can name the bucket. */
function knownName(bucket: IBucket): string | undefined {
  const name = definitionOf(bucket)?.bucketName;
  return name !== undefined && !Token.isUnresolved(name) ? name : undefined;
}
