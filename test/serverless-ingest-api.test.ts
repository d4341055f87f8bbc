import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ingestTemplate, listOf, resourcesOf, statementsOf } from './stacks';
import { ApiAuth, Capacity, Preset, Records, ServerlessIngestApi } from '../src';
import { Env } from '../src/contract';

describe('with no props at all', () => {
  const template = ingestTemplate();

  test('is the whole pipeline and nothing else', () => {
    const counts: Record<string, number> = {};
    for (const { Type } of Object.values(resourcesOf(template))) counts[Type] = (counts[Type] ?? 0) + 1;
    expect(counts).toMatchSnapshot();
  });

  test('keeps its logical ids, which are a contract: a new id replaces a bucket', () => {
    const ids = Object.keys(resourcesOf(template)).filter((id) => !/Deployment/.test(id)).sort();
    expect(ids).toMatchSnapshot();
  });

  test('A2: gives the functions their environment by reference', () => {
    for (const [id, fn] of Object.entries(resourcesOf(template, 'AWS::Lambda::Function'))) {
      if (id.includes('AccountLogging')) continue;
      const { Variables } = fn.Properties.Environment as { Variables: Record<string, unknown> };
      expect(Variables[Env.STAGE]).toBe('production');
      expect(Variables[Env.REGION]).toEqual({ Ref: 'AWS::Region' });
      expect(Variables[Env.TABLE_NAME]).toEqual({ Ref: expect.stringContaining('Table') });
      expect(Variables[Env.BUCKET_NAME]).toEqual({ Ref: expect.stringContaining('Bucket') });
    }
  });

  test('A7: grants no wildcard action, and no wildcard resource but X-Ray, which has none to name', () => {
    for (const statement of statementsOf(template)) {
      expect(listOf(statement.Action).filter((action) => action.includes('*'))).toEqual([]);
      if (listOf(statement.Resource).includes('*')) {
        expect(listOf(statement.Action)).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
      }
    }
  });

  test('A10: names no account, region or partition', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws|:\d{12}:|\b[a-z]{2}-[a-z]+-\d\b/);
  });

  test('A4: keeps every bucket private, encrypted and reachable by TLS only', () => {
    for (const bucket of Object.values(resourcesOf(template, 'AWS::S3::Bucket'))) {
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
      });
      expect(bucket.Properties.BucketEncryption).toBeDefined();
    }
    const policies = Object.values(resourcesOf(template, 'AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(2);
    for (const policy of policies) expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });

  test('A14: keeps data when the stack goes', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table']) {
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('A1: sets the notification on the bucket itself, for all that may change a key, after the queue policy', () => {
    const [id, bucket] = Object.entries(resourcesOf(template, 'AWS::S3::Bucket')).find(([, one]) => one.Properties.NotificationConfiguration) ?? [];
    const { QueueConfigurations } = bucket?.Properties.NotificationConfiguration as { QueueConfigurations: { Event: string }[] };
    expect(QueueConfigurations.map((one) => one.Event)).toEqual(
      ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*', 's3:ObjectRestore:Completed']);
    expect(bucket?.DependsOn).toEqual([expect.stringContaining('QueuePolicy')]);
    expect(id).toBeDefined();
    expect(Object.keys(resourcesOf(template, 'Custom::S3BucketNotifications'))).toEqual([]);
  });

  test('reports partial batches, and hides a message for six times the timeout', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 720, RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) });
  });

  test('B4: asks every method for an IAM signature, and lets nobody in by the resource policy', () => {
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM' });
    const policy = Object.values(resourcesOf(template, 'AWS::ApiGateway::RestApi'))[0].Properties.Policy as { Statement: { Effect: string }[] };
    expect(policy.Statement.map((statement) => statement.Effect)).toEqual(['Deny']);
  });

  test('A6, B3, B7, C3: throttles, logs, traces and protects the stage', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'production',
      TracingEnabled: true,
      AccessLogSetting: Match.objectLike({ Format: Match.stringLikeRegexp('requestId') }),
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000, DataTraceEnabled: false, LoggingLevel: 'ERROR' })],
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06', EndpointAccessMode: 'BASIC' });
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });

  test('tells where everything is, and no secret', () => {
    const outputs = Object.keys(template.toJSON().Outputs).map((id) => id.replace(/^Ingest|[0-9A-F]{8}$/g, '')).sort();
    expect(outputs).toEqual(expect.arrayContaining(['ApiEndpoint', 'ApiFunctionName', 'BucketName', 'DeadLetterQueueUrl', 'IngestFunctionName', 'QueueUrl', 'TableName']));
    expect(outputs).not.toContain('ApiKeyId');
  });
});

test('A6, B4: an API key is asked for by every method, metered, and told by its id alone', () => {
  const template = ingestTemplate({ api: { auth: ApiAuth.apiKey() } });
  template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE', ApiKeyRequired: true });
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 1000, BurstLimit: 2000 } });
  template.hasOutput('*', { Description: 'Id of the API key, not its value', Value: { Ref: Match.stringLikeRegexp('Key') } });
  expect(Object.values(resourcesOf(template, 'AWS::ApiGateway::ApiKey'))[0].Properties.Value).toBeUndefined();
});

test('the sandbox goes with its stack and costs nothing at rest', () => {
  const template = ingestTemplate({ preset: Preset.SANDBOX });
  template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  for (const type of ['AWS::WAFv2::WebACL', 'Custom::ApiGatewayAccountLogging']) template.resourceCountIs(type, 0);
  template.resourceCountIs('AWS::S3::Bucket', 1);
});

test('two of them live in one stack', () => {
  const stack = new Stack(new App(), 'Test');
  new ServerlessIngestApi(stack, 'One');
  new ServerlessIngestApi(stack, 'Two', { stage: 'dev' });
  Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 2);
});

test('one key serves all parts, without a cycle', () => {
  const template = ingestTemplate((stack) => {
    const key = new Key(stack, 'Key');
    return { encryption: { bucketKey: key, queueKey: key, tableKey: key }, records: Records.rows() };
  });
  template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 's3.amazonaws.com' } })]) } });
  for (const action of statementsOf(template).flatMap((statement) => statement.Action)) expect(action).not.toContain('*');
});

test('A3: the timeout of the ingest is exactly what is said, decides the visibility timeout, and the memory is half of a gigabyte unless said', () => {
  const template = ingestTemplate({ processing: { timeout: Duration.seconds(10) } });
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 10, MemorySize: 512 });
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 60 });
});

test('A8: each function has a log group that is declared, kept for 14 days, and goes or stays as the preset says', () => {
  for (const [preset, policy] of [[Preset.STANDARD, 'Retain'], [Preset.SANDBOX, 'Delete']] as const) {
    const template = ingestTemplate({ preset });
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
    // That of the function that sets up the account tells of deployments alone, and goes in any case.
    for (const [id, group] of Object.entries(groups)) expect(group).toMatchObject({ DeletionPolicy: id.includes('AccountLogging') ? 'Delete' : policy });
    for (const [id, fn] of Object.entries(resourcesOf(template, 'AWS::Lambda::Function'))) {
      if (id.includes('CustomResourceProvider')) continue;
      expect(Object.keys(groups)).toContain((fn.Properties.LoggingConfig as { LogGroup: { Ref: string } }).LogGroup.Ref);
    }
  }
});

test('A8: another retention holds for every log group', () => {
  ingestTemplate({ operations: { logRetention: RetentionDays.ONE_YEAR } }).allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
});

test('A10: one app has a pipeline in each of several regions, and no stack refers to another', () => {
  const app = new App();
  const regions = ['us-west-2', 'eu-west-1'];
  const stacks = regions.map((region) => new Stack(app, region, { env: { account: '123456789012', region } }));
  for (const stack of stacks) new ServerlessIngestApi(stack, 'Ingest', { source: { bucketName: 'data-{account}-{region}' }, operations: { allowedRegions: regions } });
  app.synth();
  stacks.forEach((stack, index) => {
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', { BucketName: `data-123456789012-${regions[index]}` });
    expect(stack.dependencies).toEqual([]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain(regions[1 - index]);
  });
});

test('A12: two stages of one account differ in every name', () => {
  const names = (stage: string) => {
    const template = ingestTemplate({ stage, source: { bucketName: 'data-{stage}', queueName: 'files-{stage}' }, table: { tableName: 'rows-{stage}' }, processing: { functionName: 'read-{stage}' }, api: { apiName: '{stage}-orders', functionName: 'ask-{stage}' } });
    return Object.values(resourcesOf(template)).flatMap(({ Properties }) => ['BucketName', 'QueueName', 'TableName', 'FunctionName', 'StageName'].map((name) => Properties?.[name])).filter((name) => typeof name === 'string');
  };
  const [one, other] = [names('dev'), names('staging')];
  expect(one.length).toBeGreaterThanOrEqual(7);
  expect(one.filter((name) => other.includes(name))).toEqual([]);
});

test('B9: memory, timeout and reserved concurrency are as said, the runtime is the newest, and a message is tried five times', () => {
  const template = ingestTemplate({ processing: { memorySize: 1024, timeout: Duration.minutes(1), reservedConcurrentExecutions: 10 } });
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024, Timeout: 60, ReservedConcurrentExecutions: 10 });
  template.allResourcesProperties('AWS::Lambda::Function', { Runtime: Runtime.NODEJS_LATEST.name });
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) });
});

test('B5: prod, staging and dev come from one definition, by a preset and parameters', () => {
  const app = new App();
  const define = (stage: string, preset: Preset, write: number) => {
    const stack = new Stack(app, `Orders-${stage}`);
    new ServerlessIngestApi(stack, 'Ingest', { stage, preset, table: { capacity: Capacity.provisioned({ read: 5, write }) } });
    return stack;
  };
  const stacks = [define('prod', Preset.STANDARD, 100), define('staging', Preset.STANDARD, 10), define('dev', Preset.SANDBOX, 5)];
  app.synth();
  const [prod, staging, dev] = stacks.map((stack) => Template.fromStack(stack));
  const shape = (template: Template) => Object.values(resourcesOf(template)).map(({ Type }) => Type).sort();
  expect(shape(staging)).toEqual(shape(prod));
  expect(shape(dev).length).toBeLessThan(shape(prod).length);
  [[prod, 'prod', 100], [staging, 'staging', 10], [dev, 'dev', 5]].forEach(([template, StageName, WriteCapacityUnits]) => {
    (template as Template).hasResourceProperties('AWS::ApiGateway::Stage', { StageName });
    (template as Template).hasResourceProperties('AWS::DynamoDB::Table', { ProvisionedThroughput: Match.objectLike({ WriteCapacityUnits }) });
  });
});

test('B11: names begin with prod-, the API is prod-MyAPI, in one region of one account', () => {
  const stack = new Stack(new App(), 'Test', { env: { account: '123456789012', region: 'us-west-2' } });
  new ServerlessIngestApi(stack, 'Ingest', {
    stage: 'prod',
    source: { bucketName: '{stage}-{account}-data-storage', queueName: '{stage}-files' },
    table: { tableName: '{stage}-rows' },
    processing: { functionName: '{stage}-ingest' },
    api: { apiName: '{stage}-MyAPI', functionName: '{stage}-api' },
    operations: { allowedRegions: ['us-west-2'] },
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'prod-MyAPI' });
  template.hasResourceProperties('AWS::S3::Bucket', { BucketName: 'prod-123456789012-data-storage' });
  const names = Object.values(resourcesOf(template)).flatMap(({ Properties }) => ['QueueName', 'TableName', 'FunctionName'].map((name) => Properties?.[name])).filter((name) => typeof name === 'string');
  expect(names.sort()).toEqual(['prod-api', 'prod-files', 'prod-files-dead-letters', 'prod-ingest', 'prod-rows']);
});
