import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SnsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { EventDelivery, IngestSource, type IngestSourceProps, ServerlessIngestApi } from '../../src';
import { resourcesOf } from '../stacks';

const ACCOUNT = { env: { account: '123456789012', region: 'us-west-2' } };

function sourceIn(stack: Stack, props?: IngestSourceProps): Template {
  new IngestSource(stack, 'Source', props);
  return Template.fromStack(stack);
}

const stackOf = (): Stack => new Stack(new App(), 'Test', ACCOUNT);

describe('the filter', () => {
  test('A1: becomes one notification per suffix and event', () => {
    const template = sourceIn(stackOf(), { prefix: 'in/', suffixes: ['.csv', '.csv.gz'] });
    const bucket = Object.values(resourcesOf(template, 'AWS::S3::Bucket')).find((one) => one.Properties.NotificationConfiguration);
    const { QueueConfigurations } = bucket?.Properties.NotificationConfiguration as { QueueConfigurations: { Filter: unknown }[] };
    expect(QueueConfigurations).toHaveLength(8);
    expect(QueueConfigurations[0].Filter).toEqual({ S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }, { Name: 'suffix', Value: '.csv' }] } });
  });

  test.each<[string, IngestSourceProps, RegExp]>([
    ['overlapping suffixes', { suffixes: ['.gz', '.csv.gz'] }, /"\.gz" and "\.csv\.gz" overlap/],
    ['the same suffix twice', { suffixes: ['.csv', '.csv'] }, /overlap/],
    ['an empty suffix', { suffixes: [''] }, /suffix is empty/],
    ['a leading slash', { prefix: '/in' }, /"\/in" starts with a slash/],
    ['too many receives', { maxReceives: 1001 }, /1 to 1,000, not 1001/],
  ])('refuses %s', (_name, props, message) => {
    expect(() => sourceIn(stackOf(), props)).toThrow(message);
  });
});

describe('a bucket of the caller', () => {
  test('A1: of the same stack gets the notification', () => {
    const stack = stackOf();
    const template = sourceIn(stack, { bucket: new Bucket(stack, 'Mine', { bucketName: 'prod-files' }) });
    template.hasResourceProperties('AWS::S3::Bucket', { BucketName: 'prod-files', NotificationConfiguration: Match.anyValue() });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Condition: Match.objectLike({ ArnEquals: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::prod-files']] } } }),
        })]),
      },
    });
  });

  test('A1: of another stack is routed through EventBridge, without a cycle', () => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', ACCOUNT);
    const ours = new Stack(app, 'Ours', ACCOUNT);
    const bucket = new Bucket(theirs, 'Bucket');
    new ServerlessIngestApi(ours, 'Ingest', { source: { bucket, prefix: 'in/', suffixes: ['.csv'] } });
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
    Template.fromStack(ours).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.s3'],
        'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
        'detail': { object: { key: [{ wildcard: 'in/*.csv' }] } },
      },
    });
  });

  test('that is an import is an error that says what to add, until it is prepared', () => {
    const stack = stackOf();
    const bucket = Bucket.fromBucketName(stack, 'Import', 'their-files');
    expect(() => new IngestSource(stack, 'First', { bucket })).toThrow(/their-files is an import.*"EventBridgeConfiguration": \{\}.*importsPrepared/);
    const template = sourceIn(stackOf(), { bucket: Bucket.fromBucketName(stack, 'Again', 'their-files'), importsPrepared: true });
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ detail: { bucket: { name: ['their-files'] } } }) });
    template.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('cannot be told by its own notification from elsewhere', () => {
    const stack = stackOf();
    const bucket = Bucket.fromBucketName(stack, 'Import', 'their-files');
    expect(() => new IngestSource(stack, 'Source', { bucket, events: EventDelivery.NOTIFICATION })).toThrow(/EVENT_BRIDGE/);
  });

  test('that is given another notification later is refused at synth, because that one would win silently', () => {
    const stack = stackOf();
    const source = new IngestSource(stack, 'Source');
    (source.bucket as Bucket).addEventNotification(EventType.OBJECT_CREATED, new SnsDestination(new Topic(stack, 'Topic')));
    expect(() => Template.fromStack(stack)).toThrow(/another notification.*EVENT_BRIDGE/s);
  });

  test('that has a notification already is routed through EventBridge', () => {
    const stack = stackOf();
    const bucket = new Bucket(stack, 'Mine');
    new IngestSource(stack, 'First', { bucket });
    new IngestSource(stack, 'Second', { bucket });
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 1);
  });
});

describe('a queue of the caller', () => {
  test.each(['same', 'another'])('of the %s stack may be sent to by the bucket', (where) => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', ACCOUNT);
    const ours = where === 'same' ? theirs : new Stack(app, 'Ours', ACCOUNT);
    const queue = new Queue(theirs, 'Queue', { visibilityTimeout: Duration.minutes(12) });
    new ServerlessIngestApi(ours, 'Ingest', { source: { queue } });
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' })]) },
    });
  });

  test('that is an import is an error that hands the statement over, until it is prepared', () => {
    const stack = stackOf();
    const queue = Queue.fromQueueArn(stack, 'Import', 'arn:aws:sqs:us-west-2:123456789012:theirs');
    expect(() => new IngestSource(stack, 'First', { queue })).toThrow(/queue theirs cannot be changed.*importsPrepared[^]*"sqs:SendMessage"[^]*s3\.amazonaws\.com/);
    expect(() => sourceIn(stackOf(), { queue, importsPrepared: true })).not.toThrow();
  });

  test('reached by a rule of another stack makes no cycle either', () => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', ACCOUNT);
    const queue = new Queue(theirs, 'Queue', { visibilityTimeout: Duration.minutes(12), deadLetterQueue: { queue: new Queue(theirs, 'Dead'), maxReceiveCount: 5 } });
    new ServerlessIngestApi(new Stack(app, 'Ours', ACCOUNT), 'Ingest', { source: { bucket: new Bucket(theirs, 'Bucket'), queue } });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a key of the caller', () => {
  test('A1: lets S3 use the queue, by account and without the bucket, so that it may be the bucket\'s key too', () => {
    const stack = stackOf();
    const key = new Key(stack, 'Key');
    sourceIn(stack, { queueKey: key, bucketKey: key }).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: { Service: 's3.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        })]),
      },
    });
  });

  test('that is an import is an error that hands the statement over', () => {
    const stack = stackOf();
    const queueKey = Key.fromKeyArn(stack, 'Import', 'arn:aws:kms:us-west-2:123456789012:key/1234');
    expect(() => new IngestSource(stack, 'Source', { queueKey })).toThrow(/key 1234 cannot be changed[^]*"kms:GenerateDataKey"/);
  });

  test('of another stack makes no cycle', () => {
    const app = new App();
    const key = new Key(new Stack(app, 'Theirs', ACCOUNT), 'Key');
    new ServerlessIngestApi(new Stack(app, 'Ours', ACCOUNT), 'Ingest', { encryption: { bucketKey: key, queueKey: key, tableKey: key } });
    expect(() => app.synth()).not.toThrow();
  });
});
