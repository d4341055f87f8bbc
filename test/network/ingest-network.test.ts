import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type NetworkOptions, Records } from '../../src';
import { ingestTemplate, resourcesOf } from '../stacks';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';

interface EndpointProperties {
  readonly VpcEndpointType: string;
  readonly ServiceName: unknown;
  readonly PolicyDocument: { readonly Statement: { readonly Resource: unknown }[] };
}

function servicesOf(template: Template): string[] {
  return Object.values(resourcesOf(template, ENDPOINT)).map(({ Properties }) => {
    const { ServiceName, VpcEndpointType } = Properties as unknown as EndpointProperties;
    return `${VpcEndpointType} ${/\.(\w+)"[^"]*$/.exec(JSON.stringify(ServiceName))?.[1] ?? ''}`;
  }).sort();
}

test('by default there is none', () => {
  const template = ingestTemplate();
  for (const type of ['AWS::EC2::VPC', ENDPOINT, 'AWS::EC2::SecurityGroup']) template.resourceCountIs(type, 0);
});

describe('a network of its own', () => {
  const template = ingestTemplate({ network: {}, records: Records.rows() });

  test('C1: has no way to the internet', () => {
    template.resourceCountIs('AWS::EC2::VPC', 1);
    template.resourceCountIs('AWS::EC2::Subnet', 2);
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::EIP', 'AWS::EC2::Route', 'AWS::EC2::VPCGatewayAttachment']) template.resourceCountIs(type, 0);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  test('holds the functions of the pipeline, and not the one that sets up the account', () => {
    const functions = Object.entries(resourcesOf(template, 'AWS::Lambda::Function'));
    for (const [id, { Properties }] of functions) expect(Properties.VpcConfig === undefined).toBe(id.includes('AccountLogging'));
    expect(functions.length).toBeGreaterThan(2);
  });

  test('lets nothing in, and HTTPS out', () => {
    const groups = Object.entries(resourcesOf(template, 'AWS::EC2::SecurityGroup')).filter(([id]) => !id.includes('Endpoint'));
    expect(groups).toHaveLength(1);
    expect(groups[0][1].Properties.SecurityGroupIngress).toBeUndefined();
    expect(groups[0][1].Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })]);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/24', FromPort: 443, ToPort: 443 })] });
  });

  test('C1: has endpoints for what is used, each for the resources of the pipeline alone', () => {
    expect(servicesOf(template)).toEqual(['Gateway dynamodb', 'Gateway s3', 'Interface lambda', 'Interface sqs']);
    for (const { Properties } of Object.values(resourcesOf(template, ENDPOINT))) {
      for (const { Resource } of (Properties as unknown as EndpointProperties).PolicyDocument.Statement) expect(JSON.stringify(Resource)).toContain('Fn::GetAtt');
    }
  });

  test('logs its traffic', () => template.resourceCountIs('AWS::EC2::FlowLog', 1));

  test('lets Lambda attach functions, and forbids that to their code', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'AttachToVpc', Effect: 'Allow' }),
          Match.objectLike({ Sid: 'NotByOwnCode', Effect: 'Deny', Condition: { ArnLike: { 'lambda:SourceFunctionArn': Match.anyValue() } } }),
        ]),
      }),
    });
  });
});

test('parameters and secrets have endpoints of their own', () => {
  const template = ingestTemplate((stack) => ({
    network: { flowLogs: false },
    processing: { parameters: { rate: new StringParameter(stack, 'Rate', { stringValue: '7' }) }, secrets: { token: new Secret(stack, 'Token') } },
  }));
  expect(servicesOf(template)).toEqual(['Gateway dynamodb', 'Gateway s3', 'Interface secretsmanager', 'Interface sqs', 'Interface ssm']);
  template.resourceCountIs('AWS::EC2::FlowLog', 0);
});

test('a network of the caller\'s gets the functions and the endpoints that it lacks', () => {
  const template = ingestTemplate((stack) => {
    const vpc = new Vpc(stack, 'Mine', { natGateways: 0, subnetConfiguration: [{ name: 'a', subnetType: SubnetType.PRIVATE_ISOLATED }] });
    const group = new SecurityGroup(stack, 'Group', { vpc });
    return { network: { vpc, securityGroups: [group] } };
  });
  template.resourceCountIs('AWS::EC2::VPC', 1);
  expect(servicesOf(template)).toEqual(['Gateway dynamodb', 'Gateway s3', 'Interface sqs']);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] }, FromPort: 443 });
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] }] } }, 2);
});

test('an imported network with endpoints of its own is left as it is', () => {
  const template = ingestTemplate((stack) => ({
    network: {
      vpc: Vpc.fromVpcAttributes(stack, 'Import', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-west-2a'], isolatedSubnetIds: ['subnet-0123456789abcdef0'] }), gatewayEndpoints: false, interfaceEndpoints: false,
    },
  }));
  template.resourceCountIs(ENDPOINT, 0);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { VpcConfig: Match.objectLike({ SubnetIds: ['subnet-0123456789abcdef0'] }) }, 2);
});

test.each<[string, (stack: Stack) => NetworkOptions, RegExp]>([
  ['an address range that is none', () => ({ cidr: '10.0.0.0' }), /"10.0.0.0" is none that a VPC can have/],
  ['a tiny address range', () => ({ cidr: '10.0.0.0/27' }), /from \/16 to \/26/],
  ['no security group', () => ({ securityGroups: [] }), /securityGroups is empty/],
  ['a VPC without isolated subnets', (stack) => ({ vpc: new Vpc(stack, 'Open') }), /isolated|subnet/i],
])('refuses %s', (_, network, message) => {
  expect(() => ingestTemplate((stack) => ({ network: network(stack) }))).toThrow(message);
});
