import { CfnDeletionPolicy, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnMethod, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ComplianceRegisterEntry } from '../compliance-register-entry';
import { bucketsOfParts, isInPart } from '../scope-marker';
import { Check } from './checks';
import { flatten, ResolvedStatement, statementsOf } from './policy-statements';

/** A register entry with the test that decides whether it explains a finding. */
interface RegisterRule extends ComplianceRegisterEntry {
  explains(check: Check): boolean;
}

const TRACE_ACTIONS = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** What Lambda needs to attach a function to a VPC. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** What Step Functions needs to trace, and to have CloudWatch deliver the logs of a state machine. */
const STATE_MACHINE_ACTIONS = [
  'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies', 'logs:GetLogDelivery', 'logs:ListLogDeliveries',
  'logs:PutResourcePolicy', 'logs:UpdateLogDelivery', 'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments',
];
const ofService = (service: string): string[] => STATE_MACHINE_ACTIONS.filter(action => action.startsWith(service));

/** Statements that have no narrower form; together, where the app has statements merged. */
const WITHOUT_RESOURCE = [TRACE_ACTIONS, NETWORK_ACTIONS, ofService('logs:'), ofService('xray:'), STATE_MACHINE_ACTIONS].map(actions => actions.join());

/** Actions whose resource is an object key and nothing else. */
const OBJECT_ACTIONS = new Set([
  's3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectTagging', 's3:DeleteObjectVersion', 's3:GetObject', 's3:GetObjectAttributes',
  's3:GetObjectTagging', 's3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags', 's3:GetObjectVersion', 's3:GetObjectVersionAttributes', 's3:GetObjectVersionTagging', 's3:ListMultipartUploadParts',
  's3:PutObject', 's3:PutObjectTagging',
]);

/** Everything that the library explains about its own resources. */
export const REGISTER: readonly RegisterRule[] = [
  {
    id: 'AwsSolutions-COG4',
    appliesTo: 'methods of the REST API whose callers are authorized by IAM or by a Lambda authorizer',
    reason: 'the rule knows Cognito as the only way to authorize a caller, and this API was given another one',
    compensatingControl: 'every method has an authorizer (AwsSolutions-APIG4), the resource policy refuses plain HTTP, and a web ACL guards the stage',
    explains: ({ id, resource }) => id === 'AwsSolutions-COG4' && resource instanceof CfnMethod
      && ['AWS_IAM', 'CUSTOM'].includes(String(Stack.of(resource).resolve(resource.authorizationType))),
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    appliesTo: 'statements of roles that allow to write X-Ray traces, Lambda to attach a function to a VPC, or Step Functions to log, and nothing else',
    reason: 'the packs demand tracing and logs, and neither X-Ray nor the delivery of logs has a resource that a statement could name; Lambda asks for the network '
      + 'actions without one',
    compensatingControl: 'the trace actions write trace data only; the network actions are denied to the code of functions; the logging role is assumed by Step Functions '
      + 'alone and runs no code',
    explains: ({ id, resource }) => id === 'AwsSolutions-IAM5[Resource::*]'
      && everyGrant(resource, '*', statement => WITHOUT_RESOURCE.includes([...statement.actions].sort().join())),
  },
  {
    id: 'AwsSolutions-IAM5[Resource::<executions of a state machine>:*]',
    appliesTo: 'statements that allow to see how executions of a state machine of the same stack stand, and nothing else',
    reason: 'a Distributed Map looks after its children, whose names Step Functions makes up when they run',
    compensatingControl: 'one action that changes nothing, on the executions of one state machine',
    explains: ({ id, resource }) => explainsExecutions(id, resource),
  },
  {
    id: 'Serverless-SQSRedrivePolicy',
    appliesTo: 'queues that are themselves the dead-letter queue of a queue in the same stack',
    reason: 'a dead-letter queue is the end of the path: another one behind it would have the same finding',
    compensatingControl: 'messages are kept for the longest time that SQS allows and can be redriven to their queue',
    explains: ({ id, resource }) => id === 'Serverless-SQSRedrivePolicy' && resource instanceof CfnQueue && isDeadLetterQueue(resource),
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    appliesTo: 'event source mappings of SQS queues',
    reason: 'Lambda has failure destinations for streams only; a queue has a dead-letter queue instead',
    compensatingControl: 'the redrive policy of the queue moves a message to the dead-letter queue after the last receive (AwsSolutions-SQS3)',
    explains: ({ id, resource }) => id === 'Serverless-LambdaEventSourceMappingDestination'
      && resource instanceof CfnEventSourceMapping && hasQueueSource(resource),
  },
  {
    id: 'AwsSolutions-IAM5[Resource::<bucket arn>/<prefix>*]',
    appliesTo: 'statements that allow actions on objects of the bucket of the pipeline and nothing else',
    reason: 'object keys are not known at deployment, so a prefix is the narrowest form that a statement can have',
    compensatingControl: 'exact actions on one bucket and, where the source has one, one prefix; the bucket blocks public access',
    explains: ({ id, resource }) => explainsObjectKeys(id, resource),
  },
  {
    id: '<HIPAA, NIST or PCI pack>-APIGWCacheEnabledAndEncrypted',
    appliesTo: 'stages that keep no responses',
    reason: 'a cache is charged by the hour, and serves readers what was true before; what is not kept needs no encryption',
    compensatingControl: 'the option `cache` keeps responses encrypted and for each caller apart',
    explains: ({ rule, resource }) => rule.endsWith('-APIGWCacheEnabledAndEncrypted') && resource instanceof CfnStage && keepsNothing(resource),
  },
  {
    id: 'NIST.800.53.R4-S3BucketDefaultLockEnabled',
    appliesTo: 'buckets with versions that are kept when the stack is deleted',
    reason: 'under a default lock S3 refuses uploads by form that bring no checksum, and the API could delete nothing for good',
    compensatingControl: 'versions outlive overwrites and deletions, copies lie in another bucket, and no role of the pipeline may delete a version',
    explains: ({ id, resource }) => id === 'NIST.800.53.R4-S3BucketDefaultLockEnabled' && resource instanceof CfnBucket && isVersionedAndKept(resource),
  },
];

/** The entry that explains a finding, if there is one and the resource belongs to a part of ours. */
export function entryFor(check: Check): RegisterRule | undefined {
  return isInPart(check.resource) ? REGISTER.find(entry => entry.explains(check)) : undefined;
}

function explainsObjectKeys(id: string, resource: CfnResource): boolean {
  const arn = /^AwsSolutions-IAM5\[Resource::(.+)\]$/.exec(id)?.[1];
  if (arn === undefined) return false;
  const ofOurBucket = bucketsOfParts(resource).some(bucket => {
    const objects = `${flatten(Stack.of(resource).resolve(bucket.bucketArn))}/`;
    return arn.startsWith(objects) && /^[^*?]*\*$/.test(arn.slice(objects.length));
  });
  return ofOurBucket && everyGrant(resource, arn, statement => statement.actions.every(action => OBJECT_ACTIONS.has(action)));
}

function explainsExecutions(id: string, resource: CfnResource): boolean {
  const arn = /^AwsSolutions-IAM5\[Resource::(.+)\]$/.exec(id)?.[1];
  const name = arn && /:execution:<([^<>*]+)\.Name>:\*$/.exec(arn)?.[1];
  if (!arn || !name) return false;
  const stack = Stack.of(resource);
  const isOurs = stack.node.findAll().some(other => other instanceof CfnStateMachine && isInPart(other) && stack.getLogicalId(other) === name);
  return isOurs && everyGrant(resource, arn, statement => statement.actions.join() === 'states:DescribeExecution');
}

/** Whether each statement that allows something on exactly this resource passes the test, and there is one. */
function everyGrant(resource: CfnResource, arn: string, test: (statement: ResolvedStatement) => boolean): boolean {
  const grants = statementsOf(resource).filter(statement => statement.effect === 'Allow' && statement.resources.includes(arn));
  return grants.length > 0 && grants.every(statement => statement.actions.length > 0 && test(statement));
}

function isDeadLetterQueue(queue: CfnQueue): boolean {
  const stack = Stack.of(queue);
  const arn = flatten(stack.resolve(queue.attrArn));
  return stack.node.findAll().some(other => {
    if (!(other instanceof CfnQueue) || other === queue || Stack.of(other) !== stack) return false;
    const policy = stack.resolve(other.redrivePolicy) as { deadLetterTargetArn?: unknown } | undefined;
    return policy !== undefined && flatten(policy.deadLetterTargetArn) === arn;
  });
}

/** Neither a cache of the stage nor a method that uses one. */
function keepsNothing(stage: CfnStage): boolean {
  const { cache, settings } = Stack.of(stage).resolve({ cache: stage.cacheClusterEnabled, settings: stage.methodSettings }) as {
    cache?: boolean; settings?: { cachingEnabled?: boolean }[];
  };
  return !cache && !settings?.some(({ cachingEnabled }) => cachingEnabled);
}

function isVersionedAndKept(bucket: CfnBucket): boolean {
  const versioning = Stack.of(bucket).resolve(bucket.versioningConfiguration) as { status?: string } | undefined;
  return versioning?.status === 'Enabled' && bucket.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN;
}

/** SQS alone has neither a starting position (streams, Kafka, DocumentDB) nor a list of broker queues (Amazon MQ). */
function hasQueueSource(mapping: CfnEventSourceMapping): boolean {
  return mapping.eventSourceArn !== undefined && mapping.startingPosition === undefined && mapping.queues === undefined;
}
