import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, KMSClient } from '@aws-sdk/client-kms';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { runCommand } from './run-command';
import { ROWS } from './stacks';
import type { Row } from '../../lambda-src/cli/encryption';
import { clientConfig } from '../../local/clients';
import { findOutput, startSession, type Session } from '../../local/session';
import { ServerlessIngestApi } from '../../src';

let session: Session;
beforeAll(async () => {
  session = await startSession({
    build: (app) => {
      const stack = new Stack(app, 'Integration');
      const key = new Key(stack, 'Key');
      new ServerlessIngestApi(stack, 'Ingest', { ...ROWS, encryption: { key } });
      new Topic(stack, 'ByKey', { masterKey: key });
      new Topic(stack, 'Plain');
      new Table(stack, 'Managed', { partitionKey: { name: 'pk', type: AttributeType.STRING }, encryption: TableEncryption.AWS_MANAGED });
      return stack;
    },
  });
});
afterAll(() => session?.stop());

async function encryption() {
  const { code, stdout } = await runCommand(session, ['encryption', '--stack', 'Integration', '--json']);
  return { code, rows: (JSON.parse(stdout) as { resources: Row[] }).resources };
}

test('D5: the encryption of every deployed resource is read back, and is what the template asks for', async () => {
  const { code, rows } = await encryption();
  expect(rows.filter(({ same }) => !same)).toEqual([]);
  expect(code).toBe(0);
  const byKey = `KMS by ${Object.entries(session.stack.physicalIds).find(([id]) => id.startsWith('Key'))?.[1]}`;
  const told = (type: string) => rows.filter((row) => row.type === type).map(({ deployed }) => deployed);
  expect(told('AWS::DynamoDB::Table').sort()).toEqual([byKey, 'KMS by alias/aws/dynamodb'].sort());
  for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup']) {
    expect([type, told(type)]).toEqual([type, told(type).map(() => byKey)]);
    expect(told(type)).not.toEqual([]);
  }
  expect(told('AWS::Lambda::Function')).toEqual(expect.arrayContaining([byKey]));
  expect(told('AWS::SNS::Topic').sort()).toEqual([byKey, 'not encrypted']);
});

test('D5: a key is the same one under its alias', async () => {
  const kms = new KMSClient(clientConfig(session));
  const key = Object.entries(session.stack.physicalIds).find(([id]) => id.startsWith('Key'))?.[1];
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/orders', TargetKeyId: key }));
  await session.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: session.queue, Attributes: { KmsMasterKeyId: 'alias/orders' } }));
  const { code, rows } = await encryption();
  expect([code, rows.map(({ deployed }) => deployed)]).toEqual([0, expect.arrayContaining(['KMS by alias/orders'])]);
  kms.destroy();
});

test('D5: a bucket, a table, a queue and a function whose key was taken away are told, and the check ends with 1', async () => {
  const { clients: { s3, dynamodb, sqs, lambda }, bucket, table, queue, stack: { outputs } } = session;
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] };
  await s3.send(new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration }));
  await dynamodb.send(new UpdateTableCommand({ TableName: table, SSESpecification: { Enabled: false } }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { KmsMasterKeyId: '', SqsManagedSseEnabled: 'true' } }));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: findOutput(outputs, 'IngestFunctionName'), KMSKeyArn: '' }));
  const { code, rows } = await encryption();
  expect(code).toBe(1);
  expect(rows.filter(({ same }) => !same).map(({ type, deployed }) => `${type}: ${deployed}`).sort()).toEqual([
    'AWS::DynamoDB::Table: a key that AWS owns', 'AWS::Lambda::Function: KMS by alias/aws/lambda', 'AWS::S3::Bucket: AES256',
    'AWS::SQS::Queue: AES256',
  ]);
  const { stdout } = await runCommand(session, ['encryption', '--stack', 'Integration']);
  expect(stdout).toMatch(/DIFFERENT +AWS::S3::Bucket +\S+ +AES256, asked for KMS by /);
  expect(stdout).toMatch(/\n4 of \d+ resources of Integration are not\n$/);
});

test('D5: a stack that is not there is no stack that is encrypted', async () => {
  const { code, stderr } = await runCommand(session, ['encryption', '--stack', 'Nowhere']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('the stack Nowhere cannot be looked up')]);
});
