import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Capacity, type OperationsOptions, ServerlessIngestApi } from '../../src';
import { ingestStack, ingestTemplate, resourcesOf } from '../stacks';

test('by default nothing of it is there', () => {
  const template = ingestTemplate();
  for (const type of ['AWS::Config::ConfigRule', 'AWS::IAM::ManagedPolicy']) template.resourceCountIs(type, 0);
  expect(JSON.stringify(template.toJSON())).not.toContain('AWSLambdaBasicExecutionRole');
});

describe('A10: allowed regions', () => {
  const inRegion = (region?: string) => () => new ServerlessIngestApi(new Stack(new App(), 'Test', { env: { region } }), 'Ingest', {
    operations: { allowedRegions: ['us-west-2', 'eu-west-1'] },
  });

  test('let the pipeline be there', () => expect(inRegion('eu-west-1')).not.toThrow());
  test('refuse another one by its name', () => expect(inRegion('us-east-1')).toThrow(/the region is us-east-1, and allowedRegions has us-west-2, eu-west-1/));
  test('refuse one that nobody said', () => expect(inRegion()).toThrow(/does not say its region/));
});

describe('tags', () => {
  test('A11, E6: are on every resource that takes them, the stage with them', () => {
    const template = ingestTemplate({ stage: 'dev', operations: { tags: { project: 'serverless_app' } }, table: { capacity: Capacity.onDemand() } });
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage', 'AWS::WAFv2::WebACL', 'AWS::CloudWatch::Alarm']) {
      template.allResourcesProperties(type, { Tags: Match.arrayWith([{ Key: 'project', Value: 'serverless_app' }, { Key: 'stage', Value: 'dev' }]) });
    }
  });

  test.each<[OperationsOptions['tags'], RegExp]>([
    [{ 'aws:x': 'y' }, /"aws:x" is no name of a tag/], [{ 'a#b': 'y' }, /"a#b" is no name/], [{ a: 'x'.repeat(257) }, /257 characters: 256 at most/],
  ])('refuse %p', (tags, message) => expect(() => ingestTemplate({ operations: { tags } })).toThrow(message));
});

test('B8: Config watches each function: its exposure, its runtime, its dead letters, and its concurrency where it is reserved', () => {
  const template = ingestTemplate({ operations: { configRules: true }, processing: { reservedConcurrentExecutions: 10 } });
  const rules = Object.values(resourcesOf(template, 'AWS::Config::ConfigRule')).map(({ Properties }) => (Properties.Source as { SourceIdentifier: string }).SourceIdentifier);
  expect(rules.sort()).toEqual([
    'LAMBDA_CONCURRENCY_CHECK', ...['LAMBDA_DLQ_CHECK', 'LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED', 'LAMBDA_FUNCTION_SETTINGS_CHECK'].flatMap((rule) => [rule, rule]),
  ]);
  template.hasResourceProperties('AWS::Config::ConfigRule', {
    Scope: { ComplianceResourceId: { Ref: Match.stringLikeRegexp('ProcessorFunction') } }, InputParameters: { runtime: 'nodejs24.x' },
  });
});

describe('policies of roles', () => {
  test('A7: are managed where it is asked for, those that are added later too', () => {
    const { stack, ingest } = ingestStack({ operations: { managedPolicies: true } });
    ingest.processor.function.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: ['arn:aws:sns:us-west-2:123456789012:topic'] }));
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(JSON.stringify(resourcesOf(template, 'AWS::IAM::ManagedPolicy'))).toContain('sns:Publish');
  });

  test('A7: may log by AWS\'s own', () => {
    const template = ingestTemplate({ operations: { basicExecutionRole: true } });
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('AWSLambdaBasicExecutionRole')])] }] });
    expect(JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy'))).not.toContain('logs:PutLogEvents');
  });

  test('C9: have the right to log apart where it is asked for, and nothing else with it', () => {
    const policies = Object.values(resourcesOf(ingestTemplate({ operations: { loggingPolicy: true } }), 'AWS::IAM::Policy'));
    const documents = policies.map(({ Properties }) => Properties.PolicyDocument as { Statement: { Action: string | string[] }[] });
    const actions = documents.map(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    const logging = actions.filter((those) => those.some((action) => action.startsWith('logs:')));
    expect(logging.length).toBeGreaterThan(1);
    for (const those of logging) expect(those).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(() => ingestTemplate({ operations: { loggingPolicy: true, basicExecutionRole: true } })).toThrow(/leave one of them out/);
  });

  test('A7: that IAM would refuse for their size are refused at synth', () => {
    const { stack, ingest } = ingestStack({ operations: { managedPolicies: true } });
    for (let index = 0; index < 80; index++) {
      ingest.processor.function.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [`arn:aws:sns:us-west-2:123456789012:topic-${'x'.repeat(80)}-${index}`] }));
    }
    expect(() => Template.fromStack(stack)).toThrow(/the policy has about \d+ characters, and IAM takes 6144/);
  });
});
