import { App, Aws, CfnElement, CfnResource, Duration, Fn, Stack, Tags } from 'aws-cdk-lib';
import { CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Parameters } from './parameters';
import { ReleaseSynthesizer } from './synthesizer';
import { Capacity, LogLevel, Records, ServerlessIngestApi } from '../../src';

/** The timeout that the construct is made with; what follows from another one a mapping says, because CloudFormation cannot multiply. */
const TIMEOUT = Duration.seconds(120);

const NO_VALUE = { Ref: 'AWS::NoValue' };

/** The stack whose template is released: the construct, with parameters for its props. */
export function releaseStack(app: App, synthesizer: ReleaseSynthesizer): Stack {
  const stack = new Stack(app, 'ServerlessIngestApi', {
    synthesizer, analyticsReporting: false, description: 'A file lands in a bucket and its rows end up behind a secured API',
  });
  const parameters = new Parameters(stack);
  const topic = new CfnTopic(stack, 'AlarmTopic', { kmsMasterKeyId: 'alias/aws/sns' });
  const subscription = new CfnSubscription(stack, 'AlarmSubscription', { topicArn: topic.ref, protocol: 'email', endpoint: parameters.text('AlarmEmail') });
  for (const resource of [topic, subscription]) resource.cfnOptions.condition = parameters.hasAlarmEmail;

  const ingest = new ServerlessIngestApi(stack, 'Ingest', {
    source: {
      bucketName: Fn.conditionIf(parameters.hasBucketName.logicalId, parameters.text('BucketName'), NO_VALUE).toString(),
      prefix: parameters.text('Prefix'),
    },
    records: Records.rows(),
    processing: {
      timeout: TIMEOUT,
      memorySize: parameters.number('MemorySize'),
      maxConcurrency: parameters.number('MaxConcurrency'),
    },
    table: {
      capacity: Capacity.provisioned({ read: parameters.number('ReadCapacity'), write: parameters.number('WriteCapacity') }),
    },
    api: {
      throttlingRateLimit: parameters.number('ThrottleRate'),
      throttlingBurstLimit: parameters.number('ThrottleBurst'),
      // Of this family; which ranges, the parameter says.
      allowedIpRanges: ['0.0.0.0/1', '128.0.0.0/1'],
    },
    operations: {
      logLevel: parameters.text('LogLevel') as LogLevel,
      logRetention: parameters.number('LogRetentionDays'),
      alarmActions: [{ bind: () => ({ alarmActionArn: Fn.conditionIf(parameters.hasAlarmEmail.logicalId, topic.ref, NO_VALUE).toString() }) }],
    },
  });
  (ingest.processor.function.node.defaultChild as CfnResource).addPropertyOverride('Timeout', parameters.timeout('Seconds'));
  for (const child of ingest.node.findAll()) applyConditions(child as CfnElement, parameters);
  Tags.of(stack).add('project', parameters.text('Project'));
  Tags.of(stack).add('stage', parameters.text('Stage'));
  return stack;
}

/** What is there or not by a parameter, and what only a mapping or a condition can say. */
function applyConditions(child: CfnElement, parameters: Parameters): void {
  const when = (name: string, yes: unknown, no: unknown) => ({ 'Fn::If': [name, yes, no] });
  const isOfWebAcl = [CfnWebACL, CfnWebACLAssociation, CfnIPSet].some((kind) => child instanceof kind);
  if (isOfWebAcl) (child as CfnResource).cfnOptions.condition = parameters.hasWebAcl;
  // The CDK makes an id of a stage's name, so it must be known; everything that refers to the stage follows.
  if (child instanceof CfnStage) child.stageName = parameters.text('Stage');
  if (child instanceof CfnRestApi) child.name = Fn.join('-', [Aws.STACK_NAME, parameters.text('Stage')]);
  if (child instanceof CfnFunction && child.environment) child.addPropertyOverride('Environment.Variables.STAGE', { Ref: 'Stage' });
  if (child instanceof CfnIPSet) child.addPropertyOverride('Addresses', { Ref: 'AllowedCidrs' });
  if (child instanceof CfnAlarm) {
    child.cfnOptions.condition = parameters.hasAlarms;
    if (child.node.path.endsWith('/IngestDuration/Resource')) child.addPropertyOverride('Threshold', parameters.timeout('Alarm'));
  }
  if (child instanceof CfnQueue && child.redrivePolicy !== undefined) child.addPropertyOverride('VisibilityTimeout', parameters.timeout('Visibility'));
  if (child instanceof CfnTable) {
    const provisioned = parameters.isProvisioned.logicalId;
    const throughput = when(provisioned, { ReadCapacityUnits: { Ref: 'ReadCapacity' }, WriteCapacityUnits: { Ref: 'WriteCapacity' } }, NO_VALUE);
    child.addPropertyOverride('BillingMode', { Ref: 'CapacityMode' });
    child.addPropertyOverride('ProvisionedThroughput', throughput);
    // The construct of the CDK refuses a number that it does not know.
    child.addPropertyOverride('PointInTimeRecoverySpecification.RecoveryPeriodInDays', { Ref: 'RecoveryDays' });
    const indexes = (child.globalSecondaryIndexes ? Stack.of(child).resolve(child.globalSecondaryIndexes) : []) as unknown[];
    indexes.forEach((_, index) => child.addPropertyOverride(`GlobalSecondaryIndexes.${index}.ProvisionedThroughput`, throughput));
  }
  if (child instanceof CfnResource) child.addMetadata('aws:cdk:path', undefined);
}
