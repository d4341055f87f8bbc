import { Aws, CfnElement, CfnResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import { CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnIPSet } from 'aws-cdk-lib/aws-wafv2';
import { IConstruct } from 'constructs';
import { Parameters } from './parameters';

/** The timeout that the construct is made with; what follows from another one a mapping says, because CloudFormation cannot multiply. */
export const TIMEOUT = Duration.seconds(120);

/** Puts parameters where the construct must know a value, or where only a condition or a mapping can say it. */
export function applyParameters(scope: IConstruct, parameters: Parameters): void {
  for (const child of scope.node.findAll()) {
    if (!(child instanceof CfnResource)) continue;
    if (child instanceof CfnTable) ofTable(child, parameters);
    else if (child instanceof CfnBucket) ofBucket(child, parameters);
    else if (child instanceof CfnQueue) ofQueue(child, parameters);
    else if (child instanceof CfnFunction) ofFunction(child, parameters);
    else ofOthers(child, parameters);
    child.addMetadata('aws:cdk:path', undefined);
  }
}

/** What a construct is called in the pipeline: its path without the stack's and its own end. */
const partOf = (child: CfnElement) => child.node.path.replace(/^[^/]+\/[^/]+\//, '').replace(/\/Resource$/, '');
const named = (parameters: Parameters, name: string) => parameters.ifGiven('NamePrefix', Fn.sub('${NamePrefix}-' + name));

function ofTable(child: CfnTable, parameters: Parameters): void {
  const throughput = { 'Fn::If': [parameters.isProvisioned.logicalId, { ReadCapacityUnits: { Ref: 'ReadCapacity' }, WriteCapacityUnits: { Ref: 'WriteCapacity' } }, { Ref: 'AWS::NoValue' }] };
  child.addPropertyOverride('TableName', named(parameters, 'table'));
  child.addPropertyOverride('BillingMode', { Ref: 'CapacityMode' });
  child.addPropertyOverride('ProvisionedThroughput', throughput);
  // The construct of the CDK refuses a number that it does not know.
  child.addPropertyOverride('PointInTimeRecoverySpecification.RecoveryPeriodInDays', { Ref: 'RecoveryDays' });
  const indexes = (child.globalSecondaryIndexes ? Stack.of(child).resolve(child.globalSecondaryIndexes) : []) as unknown[];
  indexes.forEach((_, index) => child.addPropertyOverride(`GlobalSecondaryIndexes.${index}.ProvisionedThroughput`, throughput));
}

function ofBucket(child: CfnBucket, parameters: Parameters): void {
  if (partOf(child) === 'Source/Bucket') child.addPropertyOverride('BucketName', parameters.name('BucketName'));
  if (partOf(child) !== 'Source/AccessLogs') return;
  child.addPropertyOverride('BucketName', parameters.name('LogBucketName'));
  child.addPropertyOverride('LifecycleConfiguration.Rules.0.ExpirationInDays', { Ref: 'LogExpirationDays' });
}

function ofQueue(child: CfnQueue, parameters: Parameters): void {
  child.addPropertyOverride('QueueName', named(parameters, partOf(child) === 'Source/Queue' ? 'queue' : 'dead-letters'));
  if (child.redrivePolicy !== undefined) child.addPropertyOverride('VisibilityTimeout', parameters.timeout('Visibility'));
}

const FUNCTIONS: Record<string, string> = { 'Processor/Function': 'ingest', 'Api/Function': 'api', 'Maintenance/Function': 'maintenance' };

function ofFunction(child: CfnFunction, parameters: Parameters): void {
  const name = FUNCTIONS[partOf(child)];
  if (name === undefined) return;
  child.addPropertyOverride('FunctionName', named(parameters, name));
  child.addPropertyOverride('Environment.Variables.STAGE', { Ref: 'Stage' });
  if (name === 'api') child.addPropertyOverride('Timeout', { Ref: 'ApiTimeout' });
}

function ofOthers(child: CfnResource, parameters: Parameters): void {
  // The CDK makes an id of a stage's name, so it must be known; everything that refers to the stage follows.
  if (child instanceof CfnStage) {
    child.stageName = parameters.text('Stage');
    child.addPropertyOverride('MethodSettings.0.MetricsEnabled', { Ref: 'DetailedMetrics' });
  }
  if (child instanceof CfnRestApi) child.addPropertyOverride('Name', parameters.ifGiven('ApiName', { Ref: 'ApiName' }, Fn.join('-', [Aws.STACK_NAME, parameters.text('Stage')])));
  if (child instanceof CfnIPSet) child.addPropertyOverride('Addresses', { Ref: 'AllowedCidrs' });
  if (child instanceof CfnAlarm && partOf(child).endsWith('/IngestDuration')) child.addPropertyOverride('Threshold', parameters.timeout('Alarm'));
}
