import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Preset, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** What the caller brings, each of it from elsewhere. */
function brought(stack: Stack): ServerlessIngestApiProps {
  return {
    preset: Preset.REGULATED,
    network: {
      vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['us-west-2a'],
        isolatedSubnetIds: ['subnet-0123456789abcdef0'],
        isolatedSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
      }),
    },
    source: {
      logBucket: Bucket.fromBucketName(stack, 'Logs', 'logs'),
      replication: { destination: Bucket.fromBucketName(stack, 'Copy', 'copy-of-data') },
      importsPrepared: true,
    },
    encryption: { key: new Key(stack, 'Key', { enableKeyRotation: true }) },
    operations: { alarmActions: [new SnsAction(Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-west-2:123456789012:topic'))] },
  };
}

/** A stack under the preset `regulated`, or with what a caller changes in its props. */
export function regulatedStack(app: App, change: (props: ServerlessIngestApiProps) => ServerlessIngestApiProps = (props) => props): Stack {
  const stack = new Stack(app, 'Stack');
  new ServerlessIngestApi(stack, 'Ingest', change(brought(stack)));
  return stack;
}
