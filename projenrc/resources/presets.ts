import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Preset, Records, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** A resource, as it is counted. */
export interface Counted {
  readonly type: string;
  /** Below the stack. */
  readonly path: string;
}

/** What is counted, by the head of its column. */
export const COLUMNS: Record<string, (stack: Stack) => ServerlessIngestApiProps> = {
  '`sandbox`': () => ({ preset: Preset.SANDBOX }),
  '`standard`': () => ({}),
  '`standard`, records read': () => ({ records: Records.rows() }),
  '`regulated`': regulated,
};

const OURS = { env: { account: '123456789012', region: 'us-west-2' } };

/** Each resource of a stack with one pipeline, but for what the caller brought into it. */
export function resourcesWith(props: (stack: Stack) => ServerlessIngestApiProps): Counted[] {
  const stack = new Stack(new App(), 'Stack', OURS);
  const given = props(stack);
  const brought = new Set(stack.node.findAll());
  new ServerlessIngestApi(stack, 'Ingest', given);
  return stack.node.findAll()
    .filter((one): one is CfnResource => CfnResource.isCfnResource(one) && !brought.has(one))
    .map(({ cfnResourceType, node }) => ({ type: cfnResourceType, path: node.path.replace(/^Stack\/(Ingest\/)?/, '') }));
}

/** The preset with what it asks of its caller, all of it from elsewhere. */
function regulated(stack: Stack): ServerlessIngestApiProps {
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
