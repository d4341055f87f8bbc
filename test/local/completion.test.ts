import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetMethodCommand, GetRequestValidatorsCommand, GetResourcesCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketEncryptionCommand, GetBucketLifecycleConfigurationCommand, GetBucketLoggingCommand, GetBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { completionStack, KEPT } from './completion-stack';
import { openClients, type Clients, type Target } from '../../local/clients';
import { complete, type CompletedSetting } from '../../local/completion';
import { deploy, type DeployedStack } from '../../local/deploy';
import { Emulator } from '../../local/emulator';
import { http } from '../../local/http';
import { synthesize } from '../../local/stack';

/** What a service says about a resource, or the name of its error. */
async function ask<T>(question: Promise<T>): Promise<T | string> {
  return question.catch((error: Error) => error.name);
}

/** Everything that the template demands and the emulator drops, read back through the services. */
async function readBack({ s3, dynamodb, lambda, apiGateway }: Clients, { outputs }: DeployedStack) {
  const { BucketId: Bucket, TableId: TableName, FunctionId: FunctionName, ApiId: restApiId } = outputs;
  const root = (await apiGateway.send(new GetResourcesCommand({ restApiId }))).items?.[0].id;
  const [encryption, lifecycle, logging, tags, table, ttl, backups, config, concurrency, stage, validators, method] = await Promise.all([
    ask(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
    ask(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
    ask(s3.send(new GetBucketLoggingCommand({ Bucket }))),
    ask(s3.send(new GetBucketTaggingCommand({ Bucket }))),
    dynamodb.send(new DescribeTableCommand({ TableName })),
    dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
    dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
    apiGateway.send(new GetStageCommand({ restApiId, stageName: 'prod' })),
    apiGateway.send(new GetRequestValidatorsCommand({ restApiId })),
    apiGateway.send(new GetMethodCommand({ restApiId, resourceId: root, httpMethod: 'GET' })),
  ]);
  return { encryption, lifecycle, logging, tags, table, ttl, backups, config, concurrency, stage, validators, method };
}

let emulator: Emulator;
let clients: Clients;
let stack: DeployedStack;
let before: Awaited<ReturnType<typeof readBack>>;
let after: Awaited<ReturnType<typeof readBack>>;
let completed: CompletedSetting[];
const callWithoutParameter = async () => (await http(`${emulator.endpoint}/restapis/${stack.outputs.ApiId}/prod/_user_request_/`)).status;
let callBefore: number;

beforeAll(async () => {
  emulator = await Emulator.start();
  const target: Target = { endpoint: emulator.endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };
  clients = openClients(target);
  const cloudAssembly = join(emulator.directory, 'cdk.out');
  stack = await deploy(clients, target, { cloudAssembly, stackName: synthesize(completionStack, cloudAssembly) });
  before = await readBack(clients, stack);
  callBefore = await callWithoutParameter();
  completed = await complete(clients, stack, target.region);
  after = await readBack(clients, stack);
});

afterAll(async () => {
  clients.destroy();
  await emulator.stop();
});

const keyArn = () => `arn:aws:kms:us-east-1:000000000000:key/${Object.entries(stack.physicalIds).find(([id]) => /^Key[0-9A-F]{8}$/.test(id))?.[1]}`;

test('tells what it set', () => {
  const properties = completed.map(({ logicalId, property }) => `${logicalId.replace(/[0-9A-F]{8}$/, '')}.${property}`);
  expect(properties).toEqual(expect.arrayContaining([
    'Files.BucketEncryption', 'Files.LifecycleConfiguration', 'Files.LoggingConfiguration', 'Files.Tags',
    'Ledger.PointInTimeRecoverySpecification', 'Ledger.SSESpecification', 'Ledger.TimeToLiveSpecification',
    'Work.DeadLetterConfig', 'Work.KmsKeyArn', 'Work.ReservedConcurrentExecutions', 'Work.TracingConfig', 'Work.VpcConfig',
    'Validator.RestApiId', 'ApiGET.RequestValidatorId', 'ApiDeploymentStageprod.AccessLogSetting',
  ]));
});

test('what the emulator refuses was left out, and told', () => {
  expect(stack.leftOut).toEqual([{ logicalId: 'Scaling', type: 'AWS::ApplicationAutoScaling::ScalableTarget' }]);
});

describe('bucket', () => {
  test('encryption with the customer\'s key', () => {
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn() }, BucketKeyEnabled: true };
    expect(before.encryption).not.toMatchObject({ ServerSideEncryptionConfiguration: { Rules: [rule] } });
    expect(after.encryption).toMatchObject({ ServerSideEncryptionConfiguration: { Rules: [rule] } });
  });

  test('lifecycle', () => {
    expect(before.lifecycle).toBe('NoSuchLifecycleConfiguration');
    expect(after.lifecycle).toMatchObject({
      Rules: [
        { ID: 'aborted', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
        { ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 2 } },
        {
          ID: 'tagged',
          Filter: { And: { Prefix: 'in/', Tags: [{ Key: 'keep', Value: 'no' }] } },
          Expiration: { Days: 30 },
          Transitions: [{ Days: 10, StorageClass: 'GLACIER' }],
        },
      ],
    });
  });

  test('access logs', () => {
    expect(before.logging).not.toHaveProperty('LoggingEnabled');
    const TargetBucket = Object.entries(stack.physicalIds).find(([id]) => id.startsWith('Logs'))?.[1];
    expect(after.logging).toMatchObject({ LoggingEnabled: { TargetBucket, TargetPrefix: 'files/' } });
  });

  test('tags', () => {
    expect(before.tags).toBe('NoSuchTagSet');
    expect(after.tags).toMatchObject({ TagSet: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }] });
  });
});

describe('table', () => {
  test('time to live', () => {
    expect(before.ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
    expect(after.ttl.TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: expect.stringMatching(/^ENABL/), AttributeName: 'expires' });
  });

  test('point-in-time recovery', () => {
    const status = ({ ContinuousBackupsDescription: it }: typeof before.backups) => it?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect(status(before.backups)).toBe('DISABLED');
    expect(status(after.backups)).toBe('ENABLED');
  });

  test('encryption with the customer\'s key', () => {
    expect(before.table.Table?.SSEDescription?.KMSMasterKeyArn).toBeUndefined();
    expect(after.table.Table?.SSEDescription).toMatchObject({ Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyArn() });
  });
});

describe('function', () => {
  test('dead-letter queue, key, tracing, network', () => {
    for (const property of ['DeadLetterConfig', 'KMSKeyArn'] as const) expect(before.config[property]).toBeFalsy();
    expect(before.config.VpcConfig?.SubnetIds ?? []).toEqual([]);
    expect(after.config).toMatchObject({
      DeadLetterConfig: { TargetArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:Completion-Dead/) },
      KMSKeyArn: keyArn(),
      TracingConfig: { Mode: 'Active' },
      VpcConfig: { SubnetIds: [expect.stringMatching(/^subnet-/)], SecurityGroupIds: [expect.stringMatching(/^sg-/)] },
    });
  });

  test('reserved concurrency', () => {
    expect(before.concurrency.ReservedConcurrentExecutions).toBeUndefined();
    expect(after.concurrency.ReservedConcurrentExecutions).toBe(3);
  });

  test('keeps what it had, and sees nothing of the person\'s environment', async () => {
    expect(after.config.Environment?.Variables).toEqual({ [KEPT]: 'kept' });
    const { Payload: payload } = await clients.lambda.send(new InvokeCommand({ FunctionName: stack.outputs.FunctionId, Payload: '{}' }));
    const seen = JSON.parse(Buffer.from(payload ?? []).toString()) as Record<string, string>;
    expect(seen).toMatchObject({ [KEPT]: 'kept', HOME: emulator.directory, AWS_ENDPOINT_URL: emulator.endpoint });
    expect(Object.keys(seen).filter((name) => /PROXY|CA_BUNDLE|CERT|PROFILE/i.test(name))).toEqual([]);
  });

  test('an asynchronous failure arrives in the dead-letter queue', async () => {
    const event = { FunctionName: stack.outputs.FunctionId, InvocationType: 'Event', Payload: '{"fail":"on purpose"}' } as const;
    await clients.lambda.send(new InvokeCommand(event));
    const receive = async () => (await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.outputs.DeadLettersId }))).Messages ?? [];
    let messages = await receive();
    for (const end = Date.now() + 20_000; messages.length === 0 && Date.now() < end; messages = await receive()) await sleep(200);
    // AWS sends the event as it was; the emulator wraps it.
    expect(messages.map(({ Body }) => Body)).toEqual([expect.stringMatching(/"fail": ?"on purpose"/)]);
  });
});

describe('API', () => {
  test('request validator, and it validates', async () => {
    expect(before.validators.items ?? []).toEqual([]);
    expect(after.validators.items).toMatchObject([{ validateRequestParameters: true, validateRequestBody: false }]);
    expect(after.method.requestValidatorId).toBe(after.validators.items?.[0].id);
    expect([callBefore, await callWithoutParameter()]).toEqual([200, 400]);
  });

  test('access-log settings', () => {
    expect(before.stage.accessLogSettings?.destinationArn).toBeFalsy();
    expect(after.stage.accessLogSettings).toEqual({
      destinationArn: expect.stringMatching(/^arn:aws:logs:us-east-1:000000000000:log-group:[^:*]+$/), format: '{"id":"$context.requestId"}',
    });
  });
});
