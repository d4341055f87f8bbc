import { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue, QueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SourceConfig } from '../contract';
import { addToResourcePolicy, fail } from '../private/imports';

/** Whatever may have changed what a key holds. Expiry by lifecycle sends no ObjectRemoved, so it is named apart. */
const NOTIFICATIONS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*', 's3:ObjectRestore:Completed'];
const DETAIL_TYPES = ['Object Created', 'Object Deleted', 'Object Restore Completed'];

/** What both ways of delivery need to know. */
export interface BucketEventsProps {
  readonly bucket: IBucket;
  /** Physical name, where it is known at synth. */
  readonly bucketName?: string;
  readonly queue: IQueue;
  /** Where events end that EventBridge cannot deliver. */
  readonly deadLetterQueue?: IQueue;
  readonly filter: SourceConfig;
  readonly importsPrepared: boolean;
}

/** Sets the notification as a property of the bucket: no custom resource, no hidden function, no cycle. */
export function notify(scope: Construct, props: BucketEventsProps): void {
  const bucket = definitionOf(props.bucket);
  if (!bucket || Stack.of(bucket) !== Stack.of(scope)) {
    fail(scope, `the bucket ${props.bucket.node.path} is not defined in this stack, so its notifications cannot be set here: `
      + 'pass events: EventDelivery.EVENT_BRIDGE');
  }
  if (bucket.notificationConfiguration !== undefined) {
    fail(scope, `the bucket ${props.bucket.node.path} has a notification configuration already: pass events: EventDelivery.EVENT_BRIDGE`);
  }
  // The bucket's name and not its ARN attribute: a queue policy that waits for the bucket, which waits for the policy, is a cycle.
  const sourceArn: Record<string, Record<string, string>> = props.bucketName ? { ArnEquals: { 'aws:SourceArn': `arn:${Stack.of(scope).partition}:s3:::${props.bucketName}` } } : {};
  allowSend(scope, props, 's3.amazonaws.com', { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account }, ...sourceArn });
  bucket.notificationConfiguration = {
    queueConfigurations: (props.filter.suffixes.length ? props.filter.suffixes : ['']).flatMap((suffix) => NOTIFICATIONS.map((event) => ({
      event,
      queue: props.queue.queueArn,
      filter: filterRules(props.filter.prefix, suffix),
    }))),
  };
  const policy = props.queue.node.tryFindChild('Policy');
  if (policy instanceof QueuePolicy) bucket.node.addDependency(policy);
  const written = bucket.notificationConfiguration;
  scope.node.addValidation({
    validate: () => bucket.notificationConfiguration === written && props.bucket.node.tryFindChild('Notifications') === undefined ? [] : [
      `the bucket ${props.bucket.node.path} was given another notification, which would replace the one of this ingest when it is deployed: `
      + 'pass events: EventDelivery.EVENT_BRIDGE to this ingest, or use EventBridge for the other one',
    ],
  });
}

/** Subscribes through the account's default event bus, and turns it on where the bucket is defined in this app. */
export function routeThroughEventBridge(scope: Construct, props: BucketEventsProps): void {
  const bucket = definitionOf(props.bucket);
  if (bucket) {
    bucket.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration', { EventBridgeEnabled: true });
  } else if (!props.importsPrepared) {
    fail(scope, `the bucket ${props.bucket.bucketName} is an import, so Amazon EventBridge cannot be turned on for it from here: add `
      + '"EventBridgeConfiguration": {} to its notification configuration yourself and then pass importsPrepared: true');
  }
  const { prefix, suffixes } = props.filter;
  const bySuffix = suffixes.map((suffix) => ({ wildcard: `${wildcardLiteral(prefix)}*${wildcardLiteral(suffix)}` }));
  const keys = bySuffix.length > 0 ? bySuffix : prefix ? [{ prefix }] : undefined;
  const rule = new Rule(scope, 'ObjectEvents', {
    description: 'What changes the keys of the bucket, to the queue of the ingest',
    eventPattern: {
      source: ['aws.s3'],
      detailType: DETAIL_TYPES,
      detail: { bucket: { name: [props.bucket.bucketName] }, ...(keys && { object: { key: keys } }) },
    },
  });
  // A queue of another stack cannot name the rule, which names the queue: that would be a cycle.
  const anyRule = Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  for (const queue of [props.queue, props.deadLetterQueue]) {
    const sameStack = queue !== undefined && Stack.of(queue) === Stack.of(scope);
    const source: Record<string, Record<string, string>> = sameStack ? { ArnEquals: { 'aws:SourceArn': rule.ruleArn } } : { ArnLike: { 'aws:SourceArn': anyRule } };
    if (queue) allowSend(scope, { ...props, queue }, 'events.amazonaws.com', source);
  }
  const deadLetterConfig = props.deadLetterQueue && { arn: props.deadLetterQueue.queueArn };
  rule.addTarget({ bind: () => ({ arn: props.queue.queueArn, deadLetterConfig }) });
}

function allowSend(scope: Construct, props: BucketEventsProps, service: string, conditions: Record<string, Record<string, string>>): void {
  const principals = [new ServicePrincipal(service)];
  addToResourcePolicy(scope, props.queue, `queue ${props.queue.queueName}`, props.importsPrepared, [
    new PolicyStatement({ sid: 'ObjectEvents', principals, actions: ['sqs:SendMessage'], resources: [props.queue.queueArn], conditions }),
  ]);
  const key = props.queue.encryptionMasterKey;
  if (key) {
    addToResourcePolicy(scope, key, `key ${key.keyId}`, props.importsPrepared, [new PolicyStatement({
      sid: 'ObjectEvents',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    })]);
  }
}

function filterRules(prefix: string, suffix: string): CfnBucket.NotificationFilterProperty | undefined {
  const rules = [{ name: 'prefix', value: prefix }, { name: 'suffix', value: suffix }].filter((rule) => rule.value !== '');
  return rules.length ? { s3Key: { rules } } : undefined;
}

/** In an EventBridge wildcard a star stands for anything and a backslash escapes it. */
function wildcardLiteral(text: string): string {
  return text.replace(/[*\\]/g, '\\$&');
}

/** The bucket's own definition, where this app has it. */
export function definitionOf(bucket: IBucket): CfnBucket | undefined {
  const definition = bucket.node.defaultChild;
  return definition instanceof CfnBucket ? definition : undefined;
}
