import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnSubscriptionFilter, ILogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { markPart } from '../compliance/scope-marker';
import { fail } from '../private/imports';
import { keyStatements, WRITE_UNDER_KEY } from '../private/key-statements';
import { declareLogGroup } from '../private/log-group';
import { createRole } from '../private/roles';

/** Props of {@link AccessLogsToBucket}. */
export interface AccessLogsToBucketProps {
  readonly logGroup: ILogGroup;
  readonly bucket: IBucket;
  readonly prefix?: string;
  readonly interval?: Duration;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Copies a log group to a bucket: a subscription feeds a delivery stream, which unpacks what CloudWatch packed and writes the log lines as
 * they were, compressed.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs-decompression.html
 */
export class AccessLogsToBucket extends Construct {
  constructor(scope: Construct, id: string, props: AccessLogsToBucketProps) {
    super(scope, id);
    const { bucket, logGroup } = props;
    markPart(this, bucket);
    const prefix = props.prefix ?? 'api/';
    const seconds = props.interval?.toSeconds() ?? 300;
    if (seconds < 0 || seconds > 900) fail(this, `the interval of the access log delivery is 0 to 900 s, not ${seconds} s`);
    const errors = declareLogGroup(this, 'Errors', props);
    const errorStream = new LogStream(this, 'ErrorStream', { logGroup: errors, removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN });
    const { account, partition, region } = Stack.of(this);

    const writer = createRole(this, 'WriterRole', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', { conditions: { StringEquals: { 'sts:ExternalId': account } } }),
      description: 'Writes access logs of the API to a bucket',
    });
    for (const statement of [
      new PolicyStatement({ actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects(`${prefix}*`)] }),
      new PolicyStatement({ actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], resources: [bucket.bucketArn] }),
      new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [errors.logGroupArn] }),
      ...keyStatements(bucket.encryptionKey, WRITE_UNDER_KEY),
    ]) writer.addToPolicy(statement);

    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: writer.roleArn,
        prefix: `${prefix}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${prefix}errors/!{firehose:error-output-type}/`,
        bufferingHints: { intervalInSeconds: seconds, sizeInMBs: 5 },
        compressionFormat: 'GZIP',
        cloudWatchLoggingOptions: { enabled: true, logGroupName: errors.logGroupName, logStreamName: errorStream.logStreamName },
        processingConfiguration: {
          enabled: true,
          processors: [
            { type: 'Decompression', parameters: [{ parameterName: 'CompressionFormat', parameterValue: 'GZIP' }] },
            { type: 'CloudWatchLogProcessing', parameters: [{ parameterName: 'DataMessageExtraction', parameterValue: 'true' }] },
          ],
        },
      },
    });
    stream.node.addDependency(writer);

    const sender = createRole(this, 'SenderRole', {
      assumedBy: new ServicePrincipal('logs.amazonaws.com', {
        conditions: { StringLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } },
      }),
      description: 'Sends access logs of the API to a delivery stream',
    });
    sender.addToPolicy(new PolicyStatement({ actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resources: [stream.attrArn] }));
    new CfnSubscriptionFilter(this, 'Subscription', {
      logGroupName: logGroup.logGroupName, destinationArn: stream.attrArn, filterPattern: '', roleArn: sender.roleArn,
    }).node.addDependency(sender);
  }
}
