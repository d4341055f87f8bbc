import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InterfaceVpcEndpoint, type IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AccountLogging, ApiAuth, Preset, TlsPolicy, WafGroup, type ApiOptions, type ServerlessIngestApiProps } from '../../src';
import { keyCacheByCaller } from '../../src/api/response-cache';
import { ingestStack, ingestTemplate, resourcesOf } from '../stacks';

const ARN = 'arn:aws:acm:us-west-2:123456789012:certificate/0f3d5b7a-0000-4000-8000-000000000000';

const certificate = (stack: Stack): ICertificate => Certificate.fromCertificateArn(stack, 'Certificate', ARN);
const endpoint = (stack: Stack): IVpcEndpoint => InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0123', port: 443 });
const one = (template: Template, type: string) => Object.values(resourcesOf(template, type))[0].Properties;

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: unknown;
}
const rulesOf = (api: ApiOptions) => one(ingestTemplate({ api }), 'AWS::WAFv2::WebACL').Rules as Rule[];

test('by default nothing of it is there', () => {
  const template = ingestTemplate();
  for (const type of [
    'AWS::WAFv2::IPSet', 'AWS::WAFv2::LoggingConfiguration', 'AWS::ApiGateway::DomainName', 'AWS::KinesisFirehose::DeliveryStream',
    'AWS::Logs::SubscriptionFilter', 'AWS::Route53::RecordSet',
  ]) template.resourceCountIs(type, 0);
  template.hasResourceProperties('AWS::ApiGateway::Stage', { CacheClusterEnabled: Match.absent() });
  template.hasResourceProperties('AWS::ApiGateway::RestApi', {
    EndpointConfiguration: { Types: ['REGIONAL'] }, DisableExecuteApiEndpoint: Match.absent(), SecurityPolicy: TlsPolicy.TLS_1_2,
  });
});

describe('the web ACL', () => {
  test('B3: lets certain addresses call, of both versions, before anything else is judged', () => {
    const template = ingestTemplate({ api: { allowedIpRanges: ['203.0.113.0/24', '2001:db8::/32', '198.51.100.7/32'] } });
    const sets = Object.values(resourcesOf(template, 'AWS::WAFv2::IPSet')).map(({ Properties }) => [Properties.IPAddressVersion, Properties.Addresses]);
    expect(sets).toEqual([['IPV4', ['203.0.113.0/24', '198.51.100.7/32']], ['IPV6', ['2001:db8::/32']]]);
    const [first] = one(template, 'AWS::WAFv2::WebACL').Rules as Rule[];
    expect(first).toMatchObject({ Name: 'AllowedAddresses', Priority: 0, Action: { Block: {} } });
    expect(JSON.stringify(first.Statement)).toMatch(/^\{"NotStatement":\{"Statement":\{"OrStatement":/);
  });

  test('has one set for addresses of one version', () => {
    const [first] = rulesOf({ allowedIpRanges: ['203.0.113.0/24'] });
    expect(first.Statement).toMatchObject({ NotStatement: { Statement: { IPSetReferenceStatement: {} } } });
  });

  test('B3: has the groups that it is told to have', () => {
    expect(rulesOf({}).map(({ Name, Priority }) => [Name, Priority]))
      .toEqual([['RateLimitPerAddress', 0], [WafGroup.COMMON, 1], [WafGroup.KNOWN_BAD_INPUTS, 2]]);
    expect(rulesOf({ wafManagedGroups: [WafGroup.IP_REPUTATION, 'AWSManagedRulesSQLiRuleSet'] }).map(({ Name }) => Name))
      .toEqual(['RateLimitPerAddress', WafGroup.IP_REPUTATION, 'AWSManagedRulesSQLiRuleSet']);
    expect(rulesOf({ wafManagedGroups: [] })).toHaveLength(1);
  });

  test('logs without what a client authenticates with, to a group of the prefix that WAF demands', () => {
    const template = ingestTemplate({ api: { wafLogging: true } });
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: ['authorization', 'x-api-key', 'x-amz-security-token', 'cookie'].map((Name) => ({ SingleHeader: { Name } })),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', ['aws-waf-logs-', { Ref: 'AWS::StackName' }, Match.stringLikeRegexp('^-')]] },
    });
  });
});

describe('a domain', () => {
  test('A6: has the certificate and the TLS policy, takes the place of the other name, and is told', () => {
    const template = ingestTemplate((stack) => ({ api: { domain: { domainName: 'ingest.example.com', certificate: certificate(stack), basePath: 'v1' } } }));
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'ingest.example.com', RegionalCertificateArn: ARN, EndpointConfiguration: { Types: ['REGIONAL'] }, SecurityPolicy: TlsPolicy.TLS_1_2,
    });
    template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'v1', Stage: Match.anyValue() });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    template.hasOutput('*', { Value: 'https://ingest.example.com/v1/' });
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  test('has a record in the zone that is given, and may share with the other name', () => {
    const template = ingestTemplate((stack) => ({
      api: {
        disableExecuteApiEndpoint: false,
        domain: {
          domainName: 'ingest.example.com',
          certificate: certificate(stack),
          hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z123', zoneName: 'example.com' }),
        },
      },
    }));
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'ingest.example.com.', Type: 'A', HostedZoneId: 'Z123' });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: false });
  });
});

test.each(Object.values(TlsPolicy))('A6: takes the TLS policy %s', (tlsPolicy) => {
  ingestTemplate({ api: { tlsPolicy } }).hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy: tlsPolicy, EndpointAccessMode: 'BASIC' });
});

describe('a private API', () => {
  const policyOf = (auth: ApiAuth) => one(ingestTemplate((stack) => ({ api: { auth, vpcEndpoints: [endpoint(stack)] } })), 'AWS::ApiGateway::RestApi');

  test('is reached through its endpoint alone', () => {
    const { EndpointConfiguration, Policy } = policyOf(ApiAuth.iam());
    expect(EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-0123'] });
    expect((Policy as { Statement: unknown[] }).Statement).toContainEqual(expect.objectContaining({
      Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0123'] } },
    }));
  });

  test.each<[string, ApiAuth, string[]]>([['IAM', ApiAuth.iam(), ['Deny', 'Deny']], ['an API key', ApiAuth.apiKey(), ['Allow', 'Deny', 'Deny']]])(
    'with %s lets in whom the authorization lets in', (_, auth, effects) => {
      const { Policy } = policyOf(auth);
      expect((Policy as { Statement: { Effect: string }[] }).Statement.map(({ Effect }) => Effect)).toEqual(effects);
    });
});

describe('D10: cached responses', () => {
  const template = ingestTemplate({ api: { cache: { ttl: Duration.seconds(30) } } });
  const settings = one(template, 'AWS::ApiGateway::Stage').MethodSettings as Record<string, unknown>[];

  test('are encrypted, and of GET requests alone', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', { CacheClusterEnabled: true, CacheClusterSize: '0.5' });
    const cached = settings.filter(({ CachingEnabled }) => CachingEnabled);
    expect(cached.map(({ HttpMethod }) => HttpMethod)).toEqual(cached.map(() => 'GET'));
    expect(cached.map(({ ResourcePath }) => ResourcePath)).toEqual(expect.arrayContaining(['/~1objects', '/~1objects~1{id}', '/~1objects~1{id}~1rows']));
    for (const setting of cached) expect(setting).toMatchObject({ CacheDataEncrypted: true, CacheTtlInSeconds: 30, ThrottlingRateLimit: 1000, LoggingLevel: 'ERROR' });
    expect(settings.every(({ CacheDataEncrypted }) => CacheDataEncrypted)).toBe(true);
  });

  test('are kept for each caller, path and query apart', () => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      OperationName: 'listRows',
      RequestParameters: Match.objectLike({ 'method.request.header.Authorization': false, 'method.request.path.id': true }),
      Integration: Match.objectLike({
        CacheKeyParameters: Match.arrayWith(['method.request.header.Authorization', 'method.request.header.x-api-key', 'method.request.path.id', 'method.request.querystring.cursor']),
      }),
    });
    for (const method of Object.values(resourcesOf(template, 'AWS::ApiGateway::Method'))) {
      const { CacheKeyParameters: keys } = method.Properties.Integration as { CacheKeyParameters?: string[] };
      expect(keys === undefined).toBe(method.Properties.HttpMethod !== 'GET' || method.Properties.OperationName === 'getHealth');
      if (keys) expect(Object.keys(method.Properties.RequestParameters as object)).toEqual(expect.arrayContaining(keys));
    }
  });

  test('A14: change the deployment, without which the stage would go on as before', () => {
    const deployment = (source: Template) => Object.keys(resourcesOf(source, 'AWS::ApiGateway::Deployment'))[0];
    expect(deployment(template)).not.toBe(deployment(ingestTemplate()));
  });
});

test('an authorizer\'s own header tells callers apart in the cache', () => {
  const { stack, ingest } = ingestStack();
  new CfnAuthorizer(ingest.api, 'Theirs', { name: 'a', type: 'REQUEST', restApiId: 'x', identitySource: 'method.request.header.X-Team, context.path' });
  keyCacheByCaller(ingest.api, ingest.api.restApi);
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', {
    OperationName: 'listObjects', Integration: Match.objectLike({ CacheKeyParameters: Match.arrayWith(['method.request.header.X-Team']) }),
  });
  const other = ingestStack().ingest;
  new CfnAuthorizer(other.api, 'Theirs', { name: 'a', type: 'REQUEST', restApiId: 'x' });
  expect(() => keyCacheByCaller(other.api, other.api.restApi)).toThrow(/names no identity source/);
});

test('A6: a method may have a limit of its own, with all that holds for the others', () => {
  const template = ingestTemplate({ api: { methodThrottles: [{ method: 'POST', path: '/uploads', rateLimit: 5, burstLimit: 10 }] } });
  template.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: Match.arrayWith([
      Match.objectLike({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1000 }),
      Match.objectLike({ HttpMethod: 'POST', ResourcePath: '/~1uploads', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10, LoggingLevel: 'ERROR' }),
    ]),
  });
});

describe('access logs in a bucket', () => {
  test('D1: go beside the server access logs, unpacked and encrypted, by roles that can do nothing else', () => {
    const template = ingestTemplate({ api: { accessLogDelivery: {} } });
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ExtendedS3DestinationConfiguration: Match.objectLike({
        BucketARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('SourceAccessLogs'), 'Arn'] },
        Prefix: Match.stringLikeRegexp('^api/'),
        ProcessingConfiguration: Match.objectLike({ Processors: [Match.objectLike({ Type: 'Decompression' }), Match.objectLike({ Type: 'CloudWatchLogProcessing' })] }),
      }),
    });
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', { LogGroupName: { Ref: Match.stringLikeRegexp('ApiAccessLogs') }, FilterPattern: '' });
    template.resourceCountIs('AWS::S3::Bucket', 2);
  });

  test('may go to a bucket of the caller\'s', () => {
    const template = ingestTemplate((stack) => ({ api: { accessLogDelivery: { bucket: new Bucket(stack, 'Mine'), prefix: 'x/', interval: Duration.minutes(1) } } }));
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: Match.objectLike({
        BucketARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] }, Prefix: Match.stringLikeRegexp('^x/'), BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
      }),
    });
  });
});

test.each<[string, (stack: Stack) => ServerlessIngestApiProps, RegExp]>([
  ['a range that is none', () => ({ api: { allowedIpRanges: ['203.0.113.0'] } }), /"203.0.113.0", which is no address range: write it like 203.0.113.0\/24/],
  ['no range', () => ({ api: { allowedIpRanges: [] } }), /lock everybody out/],
  ['the whole world', () => ({ api: { allowedIpRanges: ['0.0.0.0/0'] } }), /no address range/],
  ['ranges without a web ACL', () => ({ api: { waf: false, allowedIpRanges: ['203.0.113.0/24'] } }), /allowedIpRanges is a part of the web ACL, and there is none/],
  ['a group that is not AWS\'s', () => ({ api: { wafManagedGroups: ['Common'] } }), /names Common, which is no group of AWS/],
  ['a rate limit of one', () => ({ api: { rateLimitPerAddress: 1 } }), /from 10 to 2,000,000,000, not 1/],
  ['an endpoint and a domain', (stack) => ({ api: { vpcEndpoints: [endpoint(stack)], domain: { domainName: 'a.example.com', certificate: certificate(stack) } } }), /private API cannot have/],
  ['no endpoint', () => ({ api: { vpcEndpoints: [] } }), /vpcEndpoints is empty/],
  ['an API without a name', () => ({ api: { disableExecuteApiEndpoint: true } }), /without a name to call it by/],
  ['a base path with slashes', (stack) => ({ api: { domain: { domainName: 'a.example.com', certificate: certificate(stack), basePath: '/v1' } } }), /base path "\/v1"/],
  ['a cache of 1 GB', () => ({ api: { cache: { size: 1 } } }), /has 1 GB: API Gateway has 0.5, 1.6/],
  ['a cache for two hours', () => ({ api: { cache: { ttl: Duration.hours(2) } } }), /7200 s: take 1 to 3,600 s/],
  ['a limit for what is not there', () => ({ api: { methodThrottles: [{ method: 'PUT', path: '/objects', rateLimit: 1, burstLimit: 1 }] } }), /PUT \/objects, which the API does not have: take one of GET \/objects/],
  ['a limit of nothing', () => ({ api: { methodThrottles: [{ method: 'GET', path: '/objects', rateLimit: 0, burstLimit: 1 }] } }), /is 0 requests per second/],
  ['delivery of logs that are not written', () => ({ api: { accountLogging: AccountLogging.OFF, accessLogDelivery: {} } }), /the API writes none/],
  ['delivery to nowhere', () => ({ preset: Preset.SANDBOX, api: { accountLogging: AccountLogging.ASSUME_SET, accessLogDelivery: {} } }), /no bucket to write to/],
])('refuses %s', (_, props, message) => {
  expect(() => ingestTemplate(props)).toThrow(message);
});
