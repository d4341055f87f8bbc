import { App, CfnParameter, Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Capacity, Records, ServerlessIngestApi } from '../../src';

/** What differs between deployments. */
export interface OperatedOptions {
  /** `production` unless another stage lives beside it in the account. */
  readonly stage?: string;
  /** The stack's region; a table with a replica has to know it. */
  readonly region?: string;
  /** A region that gets a replica of the table. */
  readonly replicaRegion?: string;
  /** A versioned bucket, in another region, that gets a copy of each object. */
  readonly copiesBucket?: string;
}

/** Deliveries that somebody is on call for: what runs short scales, what fails is told, what is lost comes back. */
export function operatedStack(app: App, { stage = 'production', region, replicaRegion, copiesBucket }: OperatedOptions = {}): Stack {
  const stack = new Stack(app, stage === 'production' ? 'Deliveries' : `Deliveries-${stage}`, {
    description: 'Deliveries, watched and restorable', ...region && { env: { region } },
  });
  const logs = new CfnParameter(stack, 'S3LogsBucketName', {
    description: 'First part of the log bucket\'s name; account and region follow',
    default: stage === 'production' ? 'deliveries-logs' : `deliveries-logs-${stage}`,
    allowedPattern: '[a-z0-9][a-z0-9-]{1,30}',
    constraintDescription: 'use 2 to 31 small letters, digits and hyphens',
  });
  const onCall = new Topic(stack, 'OnCall', { displayName: 'Deliveries need a look', enforceSSL: true });
  new ServerlessIngestApi(stack, 'Ingest', {
    stage,
    source: {
      prefix: 'in/',
      logBucketName: `${logs.valueAsString}-{account}-{region}`,
      logExpiration: Duration.days(90),
      maxReceives: 3,
      ...copiesBucket && { replication: { destination: Bucket.fromBucketName(stack, 'Copies', copiesBucket) } },
    },
    records: Records.rows({ maxErrorRate: 0.01 }),
    processing: { timeout: Duration.seconds(30), alias: 'live', provisionedConcurrency: { min: 1, max: 10, targetUtilization: 0.7 } },
    table: {
      // A table with replicas scales by itself.
      ...replicaRegion ? { replicas: [{ region: replicaRegion }] } : { capacity: Capacity.provisioned({ read: 5, write: 5, maxRead: 100, maxWrite: 100 }) },
      recoveryPeriodInDays: 14,
      backup: {},
    },
    api: {
      timeout: Duration.seconds(25),
      maxUploadSize: Size.gibibytes(1),
      alias: 'live',
      provisionedConcurrency: { min: 1, max: 10, targetUtilization: 0.7 },
      cors: { origins: ['https://deliveries.example.com'] },
      cache: { size: 0.5, ttl: Duration.minutes(1) },
      accessLogDelivery: { interval: Duration.minutes(1) },
    },
    operations: { alarmActions: [new SnsAction(onCall)], logSilence: Duration.hours(6), dashboard: true },
  });
  Tags.of(stack).add('project', 'deliveries');
  return stack;
}
