import type { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Preset, type ServerlessIngestApiProps } from '../../src';

/** The preset with what it asks of its caller, all of it from elsewhere. */
export function regulatedProps(stack: Stack): ServerlessIngestApiProps {
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
