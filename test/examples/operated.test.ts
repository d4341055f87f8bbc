import {
  CreateChangeSetCommand, CreateStackCommand, DeleteStackCommand, DescribeChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand,
  GetTemplateCommand, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployPatiently } from '../../examples/operated/patience';
import { operatedStack } from '../../examples/operated/stack';
import { clientConfig } from '../../local/clients';
import type { Template as Deployed } from '../../local/template';
import { waitForStack } from '../../local/wait-for-stack';
import { ComplianceGate } from '../../src';
import type { Job } from '../../src/contract';
import { methodsOf } from '../api/methods';
import { signedBy } from '../integration/callers';
import { startEnforcedSession } from '../integration/enforced-session';
import { addRights, roleOf, takeAway } from '../integration/identities';
import { Pipeline } from '../integration/pipeline';
import { until } from '../integration/poll';
import { runCommand } from '../integration/run-command';
import { resourcesOf } from '../stacks';

const STACK = 'Deliveries';
const CSV = 'id,cents\n1,1999\n2,450\n';
const SCALED = 'AWS::ApplicationAutoScaling::ScalableTarget';

describe('the template', () => {
  const template = Template.fromStack(operatedStack(new App()));

  test('passes the compliance gate', () => {
    const app = new App();
    ComplianceGate.enforce(operatedStack(app));
    expect(() => app.synth()).not.toThrow();
  });

  test('D1: a log bucket by parameter, account and region, with a lifecycle, for the logs of S3 and of the API', () => {
    const name = { 'Fn::Join': ['', [{ Ref: 'S3LogsBucketName' }, '-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] };
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: name, LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 90, Status: 'Enabled' })]) },
    });
    const [[logBucket]] = Object.entries(resourcesOf(template, 'AWS::S3::Bucket')).filter(([, { Properties }]) => Properties.BucketName !== undefined);
    template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: { Ref: logBucket } } });
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: Match.objectLike({ BucketARN: { 'Fn::GetAtt': [logBucket, 'Arn'] }, BufferingHints: Match.objectLike({ IntervalInSeconds: 60 }) }),
    });
  });

  test('D3: provisioned concurrency that scales on both aliases, 30 s for the ingest, 25 s for the API, which is below the gateway\'s 29 s', () => {
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::Alias'))).toHaveLength(2);
    template.allResourcesProperties('AWS::Lambda::Alias', { Name: 'live' });
    template.resourcePropertiesCountIs(SCALED, { ServiceNamespace: 'lambda', ScalableDimension: 'lambda:function:ProvisionedConcurrency', MinCapacity: 1, MaxCapacity: 10 }, 2);
    for (const Timeout of [30, 25]) template.hasResourceProperties('AWS::Lambda::Function', { Timeout });
  });

  test('D4: the table scales from 5 to 100 units both ways, its indexes too, and alarms watch its throttles', () => {
    const targets = Object.values(resourcesOf(template, SCALED)).filter(({ Properties }) => Properties.ServiceNamespace === 'dynamodb');
    expect(targets.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of targets) expect(Properties).toMatchObject({ MinCapacity: 5, MaxCapacity: 100 });
    const watched = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => String(Properties.AlarmDescription));
    expect(watched.filter((text) => /Table(Read|Write)?Throttles|table.*throttl/i.test(text)).length).toBeGreaterThan(0);
  });

  test('D6, D10: preflights have an integration and a method response, and answers are cached, encrypted', () => {
    const preflights = methodsOf(template).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS') as unknown as Record<string, unknown>[];
    expect(preflights.length).toBeGreaterThan(0);
    for (const { Integration, MethodResponses } of preflights) {
      expect(Integration).toMatchObject({ IntegrationResponses: [expect.anything()] });
      expect(MethodResponses).toEqual([expect.objectContaining({ StatusCode: expect.any(String) })]);
    }
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      CacheClusterEnabled: true, CacheClusterSize: '0.5', MethodSettings: Match.arrayWith([Match.objectLike({ CachingEnabled: true, CacheDataEncrypted: true, CacheTtlInSeconds: 60 })]),
    });
  });

  test('D7: alarms where a function logs nothing any more, which go to whoever is on call', () => {
    const silent = Object.entries(resourcesOf(template, 'AWS::CloudWatch::Alarm')).filter(([id]) => /LogsSilent/.test(id));
    expect(silent).toHaveLength(2);
    for (const [, { Properties }] of silent) expect(Properties).toMatchObject({ TreatMissingData: 'breaching', AlarmActions: [{ Ref: expect.stringMatching(/^OnCall/) }] });
  });

  test('D9: a backup plan, and by option a replica of the table and copies of the objects in another region', () => {
    template.resourceCountIs('AWS::Backup::BackupPlan', 1);
    template.hasResourceProperties('AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 } });
    const app = new App();
    const abroad = Template.fromStack(operatedStack(app, { region: 'us-west-2', replicaRegion: 'eu-west-1', copiesBucket: 'deliveries-copies' }));
    abroad.hasResourceProperties('AWS::DynamoDB::GlobalTable', { Replicas: Match.arrayWith([Match.objectLike({ Region: 'eu-west-1' })]) });
    abroad.hasResourceProperties('AWS::S3::Bucket', { ReplicationConfiguration: Match.objectLike({ Rules: [Match.objectLike({ Status: 'Enabled' })] }) });
  });
});

describe('D2: a deployment is patient', () => {
  const given = { attempts: 4, firstWaitMs: 100, say: () => undefined };

  test('D2: it waits longer each time, at random, and gives up after the last attempt', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => { waits.push(ms); };
    await expect(deployPatiently('logs', () => Promise.reject(new Error('Rate exceeded')), { ...given, sleep })).rejects.toThrow('Rate exceeded');
    expect(waits).toHaveLength(3);
    waits.forEach((wait, n) => expect(wait).toBeLessThanOrEqual(100 * 2 ** n));
  });

  test('D2: an error that no waiting mends ends it at once', async () => {
    const names: string[] = [];
    const refused = (name: string) => {
      names.push(name);
      return Promise.reject(new Error('User is not authorized to perform cloudformation:CreateStack'));
    };
    await expect(deployPatiently('logs', refused, { ...given, sleep: () => Promise.reject(new Error('slept')) })).rejects.toThrow(/not authorized/);
    expect(names).toEqual(['logs']);
  });
});

describe('deployed', () => {
  let pipeline: Pipeline;
  let iam: IAMClient;
  let cloudWatch: CloudWatchClient;
  let logs: CloudWatchLogsClient;
  beforeAll(async () => {
    const session = await startEnforcedSession(operatedStack);
    pipeline = new Pipeline(session, signedBy(session));
    const config = clientConfig(session);
    iam = new IAMClient(config);
    cloudWatch = new CloudWatchClient(config);
    logs = new CloudWatchLogsClient(config);
  });
  afterAll(async () => {
    for (const client of [iam, cloudWatch, logs]) client?.destroy();
    await pipeline?.stop();
  });

  const statusOf = async () => {
    const { cloudFormation } = pipeline.session.clients;
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK })).catch(() => ({ Stacks: undefined }));
    return Stacks?.[0]?.StackStatus;
  };
  const settled = (status: string | undefined) =>
    until(async () => await statusOf() === status ? true : undefined, async () => `the stack is ${await statusOf()}`);

  /** The deployed template with a resource more, where CloudFormation finds it. */
  async function withResource(name: string, resource: object): Promise<string> {
    const { clients: { cloudFormation, s3 }, endpoint } = pipeline.session;
    const { TemplateBody = '' } = await cloudFormation.send(new GetTemplateCommand({ StackName: STACK }));
    const template = JSON.parse(TemplateBody) as Deployed;
    const body = JSON.stringify({ ...template, Resources: { ...template.Resources, [name]: resource } });
    await s3.send(new PutObjectCommand({ Bucket: 'serverless-ingest-templates-us-east-1', Key: `${name}.json`, Body: body }));
    return `${endpoint}/serverless-ingest-templates-us-east-1/${name}.json`;
  }

  test('D2: where somebody has the name of the log bucket, the next attempt takes another one', async () => {
    const { s3, cloudFormation } = pipeline.session.clients;
    await s3.send(new CreateBucketCommand({ Bucket: 'taken' }));
    const TemplateBody = JSON.stringify({
      Parameters: { Name: { Type: 'String' } }, Resources: { Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } } },
    });
    let n = 0;
    const name = await deployPatiently('taken', async (ParameterValue) => {
      const stackName = `Logs${n++}`;
      await cloudFormation.send(new CreateStackCommand({ StackName: stackName, TemplateBody, Parameters: [{ ParameterKey: 'Name', ParameterValue }] }));
      await waitForStack(cloudFormation, { stackName, limitMs: 30_000, onDone: () => undefined });
    }, { attempts: 3, firstWaitMs: 1, sleep: async () => undefined, say: () => undefined });
    expect([n, name]).toEqual([2, expect.stringMatching(/^taken-\w{4,6}$/)]);
    await cloudFormation.send(new DeleteStackCommand({ StackName: 'Logs0' }));
    await cloudFormation.send(new DeleteStackCommand({ StackName: 'Logs1' }));
  });

  test('D1: the log bucket has its name, and a file goes in and its rows come out', async () => {
    const { Buckets = [] } = await pipeline.session.clients.s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toContain('deliveries-logs-000000000000-us-east-1');
    expect(await pipeline.ingest('in/a.csv', CSV)).toMatchObject({ status: 'COMMITTED', rowsWritten: 2 });
    expect(await pipeline.rows('in/a.csv')).toEqual(['{"id":"1","cents":"1999"}', '{"id":"2","cents":"450"}']);
  });

  test('D5: everything is encrypted as the template asks', async () => {
    const { stdout, code } = await runCommand(pipeline.session, ['encryption', '--stack', STACK]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/is encrypted as its template asks\n$/)]);
  });

  test('D13: forced failures end in the dead-letter queue, its alarm goes off (the emulator has no metrics of queues: the test reports the depth), a redrive brings the rows', async () => {
    const { queue: QueueUrl, clients: { sqs } } = pipeline.session;
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
    const giveBack = await takeAway(iam, await roleOf(pipeline.session, /IngestFunctionName/), 'dynamodb:UpdateItem');
    await pipeline.put('in/forced.csv', CSV);
    const depth = await until(async () => (await pipeline.deadLetters()) || undefined, () => 'nothing was given up');
    await giveBack();

    const { MetricAlarms: alarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const alarm = alarms.find(({ Namespace, Dimensions, MetricName }) => Namespace === 'AWS/SQS' && MetricName === 'ApproximateNumberOfMessagesVisible'
      && Dimensions?.some(({ Value }) => pipeline.session.deadLetterQueue.endsWith(`/${Value}`)));
    expect(alarm?.AlarmActions).toEqual([expect.stringMatching(/^arn:aws:sns:.*OnCall/)]);
    const { Namespace, MetricName, Dimensions, AlarmName = '' } = alarm ?? {};
    await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName, Dimensions, Value: depth }] }));
    await until(async () => {
      const { MetricAlarms: [now] = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
      return now?.StateValue === 'ALARM' ? true : undefined;
    }, () => 'the alarm has not gone off');

    // The emulator asks for rights to batches under names that AWS does not have.
    const maintenance = await roleOf(pipeline.session, /MaintenanceFunctionName/);
    const takeBack = await addRights(iam, maintenance, 'batches-on-the-emulator', [
      { Effect: 'Allow', Action: ['sqs:SendMessageBatch', 'sqs:DeleteMessageBatch', 'sqs:ChangeMessageVisibilityBatch'], Resource: '*' },
    ]);
    const { stdout } = await runCommand(pipeline.session, ['redrive', '--stack', STACK, '--json']);
    await takeBack();
    expect(JSON.parse(stdout) as Job).toMatchObject({ state: 'DONE', sent: depth });
    expect(await pipeline.settled('in/forced.csv', ({ status }) => status === 'COMMITTED')).toMatchObject({ rowsWritten: 2 });
    expect(await pipeline.deadLetters()).toBe(0);
  });

  test('D8: a change set tells what an update would do before it does it', async () => {
    const { cloudFormation } = pipeline.session.clients;
    const TemplateURL = await withResource('Second', { Type: 'AWS::SNS::Topic', Properties: {} });
    const named = { StackName: STACK, ChangeSetName: 'preview' };
    await cloudFormation.send(new CreateChangeSetCommand({ ...named, ChangeSetType: 'UPDATE', TemplateURL, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] }));
    const { Changes } = await until(async () => {
      const set = await cloudFormation.send(new DescribeChangeSetCommand(named));
      return set.Status === 'CREATE_COMPLETE' ? set : undefined;
    }, () => 'there is no change set');
    expect(Changes?.map(({ ResourceChange }) => `${ResourceChange?.Action} ${ResourceChange?.LogicalResourceId}`)).toEqual(['Add Second']);
    expect(await statusOf()).toBe('CREATE_COMPLETE');
    await cloudFormation.send(new ExecuteChangeSetCommand(named));
    await settled('UPDATE_COMPLETE');
  });

  test('A14, D8: an update that fails is rolled back, the rows are as before, and files go on', async () => {
    const rows = await pipeline.rows('in/a.csv');
    const never = { Type: 'AWS::CloudFormation::WaitCondition', CreationPolicy: { ResourceSignal: { Count: 1, Timeout: 'PT1S' } }, Properties: {} };
    const TemplateURL = await withResource('Never', never);
    await pipeline.session.clients.cloudFormation.send(new UpdateStackCommand({ StackName: STACK, TemplateURL, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] }));
    await settled('UPDATE_ROLLBACK_COMPLETE');
    expect(await pipeline.rows('in/a.csv')).toEqual(rows);
    expect(await pipeline.ingest('in/after.csv', CSV)).toMatchObject({ status: 'COMMITTED', rowsWritten: 2 });
  });

  test('A14: deleted, its data stays until one command removes it, and then nothing is left', async () => {
    const { clients: { cloudFormation, s3, dynamodb, lambda, sns, sqs }, table, bucket } = pipeline.session;
    await pipeline.quiet();
    await cloudFormation.send(new DeleteStackCommand({ StackName: STACK }));
    await settled(undefined);
    const bucketNames = async () => ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
    expect(await bucketNames()).toContain(bucket);
    const { code, stdout } = await runCommand(pipeline.session, ['retained', '--stack', STACK, '--delete', '--yes', '--json']);
    expect([code, (JSON.parse(stdout) as { removed: string[] }).removed]).toEqual([0, expect.arrayContaining([table, bucket])]);
    // What brought the template and the code is not of the stack.
    expect((await bucketNames()).filter((name) => !/^(serverless-ingest-templates|cdk-|taken)/.test(String(name)))).toEqual([]);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([]);
    expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  });
});
