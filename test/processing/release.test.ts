import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type HandlerOptions, type ProcessingOptions, ServerlessIngestApi } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate, listOf, resourcesOf, statementsOf } from '../stacks';

const ALIAS = 'AWS::Lambda::Alias';
const both = (options: HandlerOptions) => ingestTemplate({ processing: options, api: options });
const hook = (stack: Stack, id = 'Hook') => new Function(stack, id, {
  runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};'),
});

test('by default nothing of it is there', () => {
  const template = ingestTemplate();
  for (const type of [ALIAS, 'AWS::Lambda::Version', 'AWS::Lambda::LayerVersion', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::ApplicationAutoScaling::ScalableTarget']) {
    template.resourceCountIs(type, 0);
  }
  template.allResourcesProperties('AWS::Lambda::Function', { Layers: Match.absent(), KmsKeyArn: Match.absent(), VpcConfig: Match.absent() });
});

test('B10: an alias is what messages and requests go to', () => {
  const template = both({ alias: 'live' });
  template.resourceCountIs(ALIAS, 2);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: { 'Fn::Join': ['', [{ 'Fn::Select': [6, Match.anyValue()] }, ':live']] },
  });
  template.allResourcesProperties('AWS::ApiGateway::Method', { Integration: Match.objectLike({ Uri: { 'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('ApiAlias') }])] } }) });
  template.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'Retain' });
});

describe('B10: gradual deployment', () => {
  test('moves traffic by canary, and back on errors of the alias', () => {
    const template = ingestTemplate({ processing: { gradualDeployment: {} } });
    template.hasResource(ALIAS, { UpdatePolicy: { CodeDeployLambdaAliasUpdate: Match.objectLike({ ApplicationName: Match.anyValue() }) } });
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'] },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: Match.stringLikeRegexp('DeploymentErrors') } }] },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Errors', Period: 60, Dimensions: Match.arrayWith([Match.objectLike({ Name: 'Resource' })]) });
  });

  test('is linear, asks hooks, and heeds other alarms where it is told so, by a role that can do nothing else', () => {
    const template = ingestTemplate((stack) => ({
      api: {
        gradualDeployment: {
          config: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
          preTrafficHook: hook(stack),
          postTrafficHook: hook(stack, 'After'),
          alarms: [new Alarm(stack, 'Mine', { metric: new Metric({ namespace: 'n', metricName: 'm' }), threshold: 1, evaluationPeriods: 1 })],
        },
      },
    }));
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: Match.stringLikeRegexp('^Mine') } }] },
    });
    const [alias] = Object.values(resourcesOf(template, ALIAS)) as unknown as { UpdatePolicy: { CodeDeployLambdaAliasUpdate: object } }[];
    expect(Object.keys(alias.UpdatePolicy.CodeDeployLambdaAliasUpdate)).toEqual(expect.arrayContaining(['BeforeAllowTrafficHook', 'AfterAllowTrafficHook']));
    for (const [id, { Properties }] of Object.entries(resourcesOf(template, 'AWS::IAM::Policy'))) {
      if (id.includes('Deployment')) expect(JSON.stringify(Properties)).not.toMatch(/"\*"/);
    }
    expect(statementsOf(template).flatMap(({ Action }) => listOf(Action))).toContain('codedeploy:PutLifecycleEventHookExecutionStatus');
    for (const role of Object.values(resourcesOf(template, 'AWS::IAM::Role'))) {
      if (JSON.stringify(role).includes('codedeploy')) expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('may be all at once without an alarm', () => {
    const gradualDeployment = { config: LambdaDeploymentConfig.ALL_AT_ONCE, alarms: [] };
    const template = ingestTemplate({ operations: { alarms: false }, processing: { gradualDeployment } });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
  });
});

describe('provisioned concurrency', () => {
  test('is fixed', () => {
    const template = ingestTemplate({ api: { provisionedConcurrency: { min: 2 } } });
    template.hasResourceProperties(ALIAS, { Name: 'live', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  });

  test('D3: scales', () => {
    const template = ingestTemplate({ api: { provisionedConcurrency: { min: 2, max: 10, targetUtilization: 0.5 } } });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 10, ScalableDimension: 'lambda:function:ProvisionedConcurrency' });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', { TargetTrackingScalingPolicyConfiguration: Match.objectLike({ TargetValue: 0.5 }) });
  });
});

test('C2: layers of the caller are taken, and none is created', () => {
  const layerArn = 'arn:aws:lambda:us-west-2:123456789012:layer:extension:3';
  const template = ingestTemplate((stack) => ({ processing: { layers: [LayerVersion.fromLayerVersionArn(stack, 'Layer', layerArn)] } }));
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Layers: [layerArn] }, 1);
  template.resourceCountIs('AWS::Lambda::LayerVersion', 0);
});

describe('parameters and secrets', () => {
  const values = (stack: Stack): HandlerOptions => ({
    parameters: { rate: new StringParameter(stack, 'Rate', { parameterName: '/orders/rate', stringValue: '7' }) },
    secrets: { token: new Secret(stack, 'Token') },
  });

  test('B6: are named in the environment, may be read, and no value is anywhere', () => {
    const template = ingestTemplate((stack) => ({ processing: values(stack) }));
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ [Env.PARAMETERS]: Match.anyValue(), [Env.SECRETS]: Match.anyValue() }) } }, 1);
    const read = statementsOf(template).filter(({ Action }) => /^(ssm|secretsmanager):/.test(listOf(Action)[0]));
    expect(read).toEqual([
      expect.objectContaining({ Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringContaining('Rate') as string }])] } }),
      expect.objectContaining({ Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringContaining('Token') as string } }),
    ]);
    expect(JSON.stringify(template.toJSON())).not.toContain('resolve:secretsmanager');
  });

  test('reach a function of the caller\'s too', () => {
    const template = ingestTemplate((stack) => ({
      processing: {
        ...values(stack),
        function: new Function(stack, 'Mine', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('def handler(event, context): pass') }),
      },
    }));
    template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'python3.13', Environment: { Variables: Match.objectLike({ [Env.SECRETS]: Match.anyValue() }) } });
  });
});

test.each<[string, ProcessingOptions, RegExp]>([
  ['an alias of digits', { alias: '7' }, /alias "7" is no name of an alias/],
  ['no provisioned concurrency', { provisionedConcurrency: { min: 0 } }, /is 0 to 0: both are whole numbers, from 1/],
  ['a maximum below the minimum', { provisionedConcurrency: { min: 3, max: 2 } }, /is 3 to 2/],
  ['more than is reserved', { reservedConcurrentExecutions: 5, provisionedConcurrency: { min: 2, max: 6 } }, /6 is over the reserved concurrency 5/],
  ['a utilization of 100 %', { provisionedConcurrency: { min: 1, max: 2, targetUtilization: 1 } }, /0.1 to 0.9, not 1/],
  ['the library\'s handler in Python', { runtime: Runtime.PYTHON_3_13 }, /does not run on python3.13: leave the runtime out, or pass a function of your own/],
])('refuses %s', (_, processing, message) => {
  expect(() => ingestTemplate({ processing })).toThrow(message);
});

test('an import has its alias elsewhere', () => {
  const stack = new Stack();
  const fn = Function.fromFunctionArn(stack, 'Import', 'arn:aws:lambda:us-west-2:123456789012:function:theirs');
  expect(() => new ServerlessIngestApi(stack, 'Ingest', { processing: { function: fn, importsPrepared: true, alias: 'live' } })).toThrow(/make its alias where the function is/);
});
