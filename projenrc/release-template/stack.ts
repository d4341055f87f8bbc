import { App, CfnResource, Fn, Stack, Tags, Token } from 'aws-cdk-lib';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnSubscription, CfnTopic } from 'aws-cdk-lib/aws-sns';
import { IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { applyParameters, TIMEOUT } from './apply-parameters';
import { Choices } from './choices';
import { Parameters } from './parameters';
import { ReleaseSynthesizer } from './synthesizer';
import { ApiAuth, Capacity, LogLevel, Records, ServerlessIngestApi } from '../../src';

const NO_VALUE = { Ref: 'AWS::NoValue' };

/** The stack whose template is released, with one set of choices: the construct, with parameters for its props. */
export function releaseStack(app: App, synthesizer: ReleaseSynthesizer, choices: Choices): Stack {
  const stack = new Stack(app, 'ServerlessIngestApi', {
    synthesizer, analyticsReporting: false, description: 'A file lands in a bucket and its rows end up behind a secured API',
  });
  const parameters = new Parameters(stack);
  const topic = new CfnTopic(stack, 'AlarmTopic', { kmsMasterKeyId: 'alias/aws/sns' });
  const subscription = new CfnSubscription(stack, 'AlarmSubscription', { topicArn: topic.ref, protocol: 'email', endpoint: parameters.text('AlarmEmail') });
  for (const resource of [topic, subscription]) resource.cfnOptions.condition = parameters.hasAlarmEmail;

  const key = choices.key ? Key.fromKeyArn(stack, 'Key', parameters.text('KeyArn')) : undefined;
  const gradualDeployment = choices.gradual
    ? { config: LambdaDeploymentConfig.fromLambdaDeploymentConfigName(stack, 'DeploymentConfig', Fn.sub('CodeDeployDefault.Lambda${Deployment}')) }
    : undefined;
  const ingest = new ServerlessIngestApi(stack, 'Ingest', {
    source: {
      prefix: parameters.text('Prefix'),
      suffixes: choices.suffix ? [parameters.text('Suffix')] : undefined,
      importsPrepared: true,
    },
    records: choices.records === 'ROWS' ? Records.rows() : Records.metadata(),
    processing: {
      timeout: TIMEOUT,
      memorySize: parameters.number('MemorySize'),
      maxConcurrency: parameters.number('MaxConcurrency'),
      reservedConcurrentExecutions: Token.asNumber(parameters.ifGiven('ReservedConcurrency', { Ref: 'ReservedConcurrency' }, NO_VALUE, '0')),
      gradualDeployment,
      parameters: choices.setting ? { settings: settingOf(stack, parameters) } : undefined,
      secrets: choices.secret ? { secret: Secret.fromSecretCompleteArn(stack, 'Secret', parameters.text('SecretArn')) } : undefined,
      importsPrepared: true,
    },
    table: {
      capacity: Capacity.provisioned({
        read: parameters.number('ReadCapacity'),
        write: parameters.number('WriteCapacity'),
        ...(choices.scaling && { maxRead: parameters.number('MaxReadCapacity'), maxWrite: parameters.number('MaxWriteCapacity') }),
      }),
    },
    api: {
      auth: authOf(stack, choices, parameters),
      throttlingRateLimit: parameters.number('ThrottleRate'),
      throttlingBurstLimit: parameters.number('ThrottleBurst'),
      waf: choices.webAcl,
      rateLimitPerAddress: parameters.number('RateLimitPerAddress'),
      // Of this family; which ranges, the parameter says.
      allowedIpRanges: choices.webAcl ? ['0.0.0.0/1', '128.0.0.0/1'] : undefined,
      memorySize: parameters.number('ApiMemorySize'),
      gradualDeployment,
      provisionedConcurrency: choices.provisioned ? {
        min: parameters.number('ProvisionedConcurrency'),
        max: Token.asNumber(parameters.ifGiven('MaxProvisionedConcurrency', { Ref: 'MaxProvisionedConcurrency' }, { Ref: 'ProvisionedConcurrency' }, '0')),
      } : undefined,
      importsPrepared: true,
    },
    operations: {
      logLevel: parameters.text('LogLevel') as LogLevel,
      logRetention: parameters.number('LogRetentionDays'),
      tracing: choices.tracing,
      alarms: choices.alarms,
      dashboard: choices.dashboard,
      configRules: choices.configRules,
      alarmActions: [{ bind: () => ({ alarmActionArn: Fn.conditionIf(parameters.hasAlarmEmail.logicalId, topic.ref, NO_VALUE).toString() }) }],
    },
    encryption: {
      bucketKey: key,
      queueKey: key,
      tableKey: key,
      logKey: key,
      environmentKey: choices.environmentKey ? Key.fromKeyArn(stack, 'EnvironmentKey', parameters.text('EnvironmentKeyArn')) : undefined,
    },
  });
  (ingest.processor.function.node.defaultChild as CfnResource).addPropertyOverride('Timeout', parameters.timeout('Seconds'));
  applyParameters(ingest, parameters);
  Tags.of(stack).add('project', parameters.text('Project'));
  Tags.of(stack).add('stage', parameters.text('Stage'));
  return stack;
}

/** Of a hierarchy, because the ARN of a name tells by the slash in front of it. */
function settingOf(stack: Stack, parameters: Parameters): IStringParameter {
  return StringParameter.fromStringParameterAttributes(stack, 'Setting', { parameterName: parameters.text('SettingsParameter'), simpleName: false });
}

function authOf(stack: Stack, { authorization }: Choices, parameters: Parameters): ApiAuth {
  if (authorization === 'IAM') return ApiAuth.iam();
  if (authorization === 'API_KEY') return ApiAuth.apiKey();
  return ApiAuth.cognito(UserPool.fromUserPoolArn(stack, 'UserPool', parameters.text('UserPoolArn')), {
    scopes: [parameters.text('ReadScope')],
    uploadScopes: [parameters.text('UploadScope')],
    operatorScopes: [parameters.text('OperateScope')],
  });
}
