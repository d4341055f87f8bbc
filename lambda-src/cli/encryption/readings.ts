import { APIGatewayClient, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { BackupClient, DescribeBackupVaultCommand } from '@aws-sdk/client-backup';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Properties } from './asked';
import { byKey, type Encryption, isTrue, MANAGED, NONE, objectOf, OWNED, type Reading, textOf } from './reading';
import type { AwsAccess } from '../aws';
import { s3Config, sdkConfig, unless } from '../sdk';

/** How each type of resource is read back. */
export function readingsOf(access: AwsAccess): ReadonlyMap<string, Reading> {
  const config = sdkConfig(access);
  const dynamodb = new DynamoDBClient(config);
  return new Map<string, Reading>([
    ['AWS::S3::Bucket', bucket(new S3Client(s3Config(access)))],
    ['AWS::DynamoDB::Table', { asked: ({ SSESpecification: asked }) => tableAsked(asked, undefined), deployed: (name) => table(dynamodb, name) }],
    ['AWS::DynamoDB::GlobalTable', {
      asked: ({ SSESpecification: asked, Replicas }) => tableAsked(asked, replicaOf(Replicas, access.region)),
      deployed: (name) => table(dynamodb, name),
    }],
    ['AWS::SQS::Queue', queue(new SQSClient({ ...config, useQueueUrlAsEndpoint: false }))],
    ['AWS::SNS::Topic', topic(new SNSClient(config))],
    ['AWS::Logs::LogGroup', logGroup(new CloudWatchLogsClient(config))],
    ['AWS::Lambda::Function', functionEnvironment(new LambdaClient(config))],
    ['AWS::ApiGateway::Stage', apiCache(new APIGatewayClient(config))],
    ['AWS::Backup::BackupVault', vault(new BackupClient(config))],
    ['AWS::KinesisFirehose::DeliveryStream', stream(new FirehoseClient(config))],
  ]);
}

function bucket(s3: S3Client): Reading {
  const of = (algorithm: unknown = 'AES256', key: unknown): Encryption => {
    if (algorithm === 'AES256') return MANAGED;
    return { how: algorithm === 'aws:kms' ? 'KMS' : String(algorithm), key: textOf(key) ?? 'alias/aws/s3' };
  };
  return {
    asked({ BucketEncryption }) {
      const [rule] = (objectOf(BucketEncryption).ServerSideEncryptionConfiguration ?? []) as unknown[];
      const { SSEAlgorithm, KMSMasterKeyID } = objectOf(objectOf(rule).ServerSideEncryptionByDefault);
      return of(SSEAlgorithm, KMSMasterKeyID);
    },
    async deployed(name) {
      const found = await unless(s3.send(new GetBucketEncryptionCommand({ Bucket: name })), 'ServerSideEncryptionConfigurationNotFoundError');
      const rule = found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
      return rule === undefined ? NONE : of(rule.SSEAlgorithm, rule.KMSMasterKeyID);
    },
  };
}

function tableAsked(specification: unknown, replica: unknown): Encryption {
  const { SSEEnabled, KMSMasterKeyId } = objectOf(specification);
  if (!isTrue(SSEEnabled)) return OWNED;
  return byKey(textOf(KMSMasterKeyId) ?? textOf(objectOf(objectOf(replica).SSESpecification).KMSMasterKeyId) ?? 'alias/aws/dynamodb');
}

function replicaOf(replicas: unknown, region: string): unknown {
  return Array.isArray(replicas) ? replicas.find((replica) => objectOf(replica).Region === region) : undefined;
}

async function table(dynamodb: DynamoDBClient, name: string): Promise<Encryption> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const { Status, KMSMasterKeyArn } = Table?.SSEDescription ?? {};
  return Status === undefined || Status === 'DISABLED' ? OWNED : byKey(KMSMasterKeyArn ?? 'alias/aws/dynamodb');
}

function queue(sqs: SQSClient): Reading {
  return {
    // SQS encrypts by itself unless it is told not to.
    asked: ({ KmsMasterKeyId, SqsManagedSseEnabled = true }) => {
      const key = textOf(KmsMasterKeyId);
      return key ? byKey(key) : isTrue(SqsManagedSseEnabled) ? MANAGED : NONE;
    },
    async deployed(url) {
      const ask = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['KmsMasterKeyId', 'SqsManagedSseEnabled'] });
      const { Attributes: { KmsMasterKeyId, SqsManagedSseEnabled } = {} } = await sqs.send(ask);
      return KmsMasterKeyId ? byKey(KmsMasterKeyId) : isTrue(SqsManagedSseEnabled) ? MANAGED : NONE;
    },
  };
}

function topic(sns: SNSClient): Reading {
  const of = (key: unknown): Encryption => textOf(key) ? byKey(String(key)) : NONE;
  return {
    asked: ({ KmsMasterKeyId }) => of(KmsMasterKeyId),
    deployed: async (arn) => of((await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }))).Attributes?.KmsMasterKeyId),
  };
}

function logGroup(logs: CloudWatchLogsClient): Reading {
  const of = (key: unknown): Encryption => textOf(key) ? byKey(String(key)) : OWNED;
  return {
    asked: ({ KmsKeyId }) => of(KmsKeyId),
    async deployed(name) {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
      return of(logGroups.find(({ logGroupName }) => logGroupName === name)?.kmsKeyId);
    },
  };
}

function functionEnvironment(lambda: LambdaClient): Reading {
  const of = (key: unknown): Encryption => byKey(textOf(key) ?? 'alias/aws/lambda');
  return {
    asked: ({ KmsKeyArn }) => of(KmsKeyArn),
    deployed: async (name) => of((await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).KMSKeyArn),
  };
}

function apiCache(apiGateway: APIGatewayClient): Reading {
  const of = (all: readonly { caching: boolean; encrypted: boolean }[]): Encryption =>
    all.some(({ caching, encrypted }) => caching && !encrypted) ? NONE : { how: 'the cache of each method that has one' };
  const settings = (value: unknown): Properties[] => (Array.isArray(value) ? value : []).map(objectOf);
  return {
    asked: ({ CacheClusterEnabled, MethodSettings }) => isTrue(CacheClusterEnabled) ? of(settings(MethodSettings)
      .map(({ CachingEnabled, CacheDataEncrypted }) => ({ caching: isTrue(CachingEnabled), encrypted: isTrue(CacheDataEncrypted) }))) : undefined,
    async deployed(stageName, { RestApiId }) {
      const { methodSettings = {} } = await apiGateway.send(new GetStageCommand({ restApiId: String(RestApiId), stageName }));
      return of(Object.values(methodSettings).map(({ cachingEnabled = false, cacheDataEncrypted = false }) => ({
        caching: cachingEnabled, encrypted: cacheDataEncrypted,
      })));
    },
  };
}

function vault(backup: BackupClient): Reading {
  const of = (key: unknown): Encryption => byKey(textOf(key) ?? 'alias/aws/backup');
  return {
    asked: ({ EncryptionKeyArn }) => of(EncryptionKeyArn),
    deployed: async (name) => of((await backup.send(new DescribeBackupVaultCommand({ BackupVaultName: name }))).EncryptionKeyArn),
  };
}

function stream(firehose: FirehoseClient): Reading {
  return {
    asked({ DeliveryStreamEncryptionConfigurationInput: asked }) {
      if (asked === undefined) return NONE;
      return objectOf(asked).KeyType === 'CUSTOMER_MANAGED_CMK' ? byKey(String(objectOf(asked).KeyARN)) : OWNED;
    },
    async deployed(name) {
      const { DeliveryStreamDescription } = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
      const { KeyType, KeyARN, Status } = DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration ?? {};
      if (Status === undefined || Status === 'DISABLED') return NONE;
      return KeyType === 'CUSTOMER_MANAGED_CMK' ? byKey(String(KeyARN)) : OWNED;
    },
  };
}
