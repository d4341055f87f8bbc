import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * What Lambda needs to attach a function to a VPC, which it asks of the function's role. Not all of it has resources to name, and Lambda asks for all of
 * it with none; so what the role may do for Lambda is forbidden to the function's own code.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function networkStatements(scope: Construct): PolicyStatement[] {
  const { partition, region, account } = Stack.of(scope);
  const actions = [
    'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    new PolicyStatement({ sid: 'AttachToVpc', actions, resources: ['*'] }),
    new PolicyStatement({
      sid: 'NotByOwnCode',
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': `arn:${partition}:lambda:${region}:${account}:function:*` } },
    }),
  ];
}
