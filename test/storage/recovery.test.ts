import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Capacity, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';
import { INDEXES } from '../../src/storage/table-keys';
import { ingestTemplate, resourcesOf } from '../stacks';

const OURS = { env: { account: '123456789012', region: 'us-west-2' } };

function inRegion(props: (stack: Stack) => ServerlessIngestApiProps): Template {
  const stack = new Stack(new App(), 'Test', OURS);
  new ServerlessIngestApi(stack, 'Ingest', props(stack));
  return Template.fromStack(stack);
}

test('by default nothing of it is there', () => {
  const template = ingestTemplate();
  for (const type of ['AWS::Backup::BackupPlan', 'AWS::Backup::BackupVault', 'AWS::DynamoDB::GlobalTable', 'AWS::ApplicationAutoScaling::ScalableTarget']) {
    template.resourceCountIs(type, 0);
  }
  template.allResourcesProperties('AWS::S3::Bucket', { ReplicationConfiguration: Match.absent(), BucketName: Match.absent() });
});

describe('capacity', () => {
  test('A15, D4: scales for the table and its indexes alike', () => {
    const capacity = Capacity.provisioned({ read: 5, write: 5, maxRead: 50, maxWrite: 100, targetUtilizationPercent: 60 });
    const template = ingestTemplate({ table: { capacity } });
    const targets = Object.values(resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget')).map(({ Properties }) => [Properties.ScalableDimension, Properties.MinCapacity, Properties.MaxCapacity]);
    expect(targets.sort()).toEqual([
      ...INDEXES.map(() => ['dynamodb:index:ReadCapacityUnits', 5, 50]), ...INDEXES.map(() => ['dynamodb:index:WriteCapacityUnits', 5, 100]),
      ['dynamodb:table:ReadCapacityUnits', 5, 50], ['dynamodb:table:WriteCapacityUnits', 5, 100],
    ]);
    template.allResourcesProperties('AWS::ApplicationAutoScaling::ScalingPolicy', { TargetTrackingScalingPolicyConfiguration: Match.objectLike({ TargetValue: 60 }) });
  });

  test('on demand has a bound where it is given one', () => {
    const OnDemandThroughput = { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 200 };
    ingestTemplate({ table: { capacity: Capacity.onDemand({ maxRead: 100, maxWrite: 200 }) } }).hasResourceProperties('AWS::DynamoDB::Table', {
      OnDemandThroughput, GlobalSecondaryIndexes: [1, 2, 3].map(() => Match.objectLike({ OnDemandThroughput })),
    });
  });

  test.each<[() => Capacity, RegExp]>([
    [() => Capacity.provisioned({ read: 5, write: 5, maxRead: 4 }), /read capacity scales from 5 to 4/],
    [() => Capacity.provisioned({ read: 5, write: 5, maxWrite: 50, targetUtilizationPercent: 95 }), /20 to 90, not 95/],
    [() => Capacity.onDemand({ maxWrite: 0 }), /maxWrite capacity is a whole number from 1, not 0/],
  ])('refuses %p', (make, message) => expect(make).toThrow(message));
});

describe('backups', () => {
  test('D9: are daily, kept for 35 days, in a vault that stays, by a role that can do nothing else', () => {
    const template = ingestTemplate({ table: { backup: {} } });
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: Match.objectLike({ BackupPlanRule: [Match.objectLike({ ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 35 } })] }),
    });
    template.hasResourceProperties('AWS::Backup::BackupSelection', { BackupSelection: Match.objectLike({ Resources: [Match.anyValue()] }) });
    for (const role of Object.values(resourcesOf(template, 'AWS::IAM::Role'))) expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  test('go to the caller\'s vault, when and for as long as he says, and are copied', () => {
    const template = ingestTemplate((stack) => ({
      table: {
        backup: {
          vault: new BackupVault(stack, 'Mine'),
          schedule: Schedule.cron({ hour: '1', minute: '0' }),
          retention: Duration.days(7),
          copyTo: BackupVault.fromBackupVaultArn(stack, 'Far', 'arn:aws:backup:eu-west-1:123456789012:backup-vault:far'),
        },
      },
    }));
    template.resourceCountIs('AWS::Backup::BackupVault', 1);
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: Match.objectLike({ BackupPlanRule: [Match.objectLike({ Lifecycle: { DeleteAfterDays: 7 }, CopyActions: [Match.objectLike({ DestinationBackupVaultArn: Match.stringLikeRegexp('eu-west-1') })] })] }),
    });
  });
});

describe('replicas of the table', () => {
  const replicas = [{ region: 'eu-west-1' }];

  test('D9: hold to what the rule packs ask of a table, which do not see this type', () => {
    const template = inRegion(() => ({ table: { replicas } }));
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    const [{ Properties }] = Object.values(resourcesOf(template, 'AWS::DynamoDB::GlobalTable'));
    expect(Properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    const all = Properties.Replicas as { Region: string; PointInTimeRecoverySpecification: object; DeletionProtectionEnabled: boolean }[];
    expect(all.map(({ Region }) => Region).sort()).toEqual(['eu-west-1', 'us-west-2']);
    const expected = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true };
    for (const replica of all) expect(replica).toMatchObject(expected);
    expect((Properties.GlobalSecondaryIndexes as { IndexName: string }[]).map(({ IndexName }) => IndexName)).toEqual(expect.arrayContaining(['byKey', 'byStatus', 'byTime']));
  });

  test('have a key each, and a capacity that scales', () => {
    const encryptionKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3d5b7a-0000-4000-8000-000000000000';
    const template = inRegion((stack) => ({
      encryption: { tableKey: new Key(stack, 'Key') }, table: { replicas: [{ region: 'eu-west-1', encryptionKeyArn }], capacity: Capacity.provisioned({ read: 5, write: 5, maxWrite: 50 }) },
    }));
    const [{ Properties }] = Object.values(resourcesOf(template, 'AWS::DynamoDB::GlobalTable'));
    expect(JSON.stringify(Properties.Replicas)).toContain(encryptionKeyArn);
    expect(JSON.stringify(Properties.WriteProvisionedThroughputSettings)).toContain('"MaxCapacity":50');
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no region to tell them from', () => ingestTemplate({ table: { replicas } }), /give the stack an env with a region/],
    ['the region of the stack', () => inRegion(() => ({ table: { replicas: [{ region: 'us-west-2' }] } })), /us-west-2 is the stack's own/],
    ['none', () => inRegion(() => ({ table: { replicas: [] } })), /replicas is empty/],
    ['a table with a key and a replica without', () => inRegion((stack) => ({ encryption: { tableKey: new Key(stack, 'Key') }, table: { replicas } })), /eu-west-1 has no key/],
  ])('refuses %s', (_, make, message) => expect(make).toThrow(message));
});

describe('replication of the bucket', () => {
  test('D9: copies by a role that reads the one and writes the other, under both keys', () => {
    const template = ingestTemplate((stack) => ({
      encryption: { bucketKey: new Key(stack, 'Here') },
      source: { replication: { destination: new Bucket(stack, 'Copy', { versioned: true, encryption: BucketEncryption.KMS }), replicateDeletes: true, timeControl: true } },
    }));
    template.hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [Match.objectLike({
          Status: 'Enabled',
          DeleteMarkerReplication: { Status: 'Enabled' },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
          Destination: Match.objectLike({ EncryptionConfiguration: Match.anyValue(), ReplicationTime: Match.anyValue() }),
        })],
      },
    });
    const policies = JSON.stringify(Object.entries(resourcesOf(template, 'AWS::IAM::Policy')).filter(([id]) => id.includes('Replication')));
    for (const action of ['s3:ReplicateObject', 's3:GetObjectVersionForReplication', 'kms:Decrypt', 'kms:Encrypt']) expect(policies).toContain(action);
    expect(policies).not.toMatch(/"s3:\*"|"Resource":"\*"/);
  });

  test('D9: reaches a bucket of another region', () => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', { env: { account: '123456789012', region: 'eu-west-1' } });
    const destination = new Bucket(theirs, 'Copy', { versioned: true, bucketName: 'copy-123456789012-eu-west-1' });
    const ours = new Stack(app, 'Ours', { ...OURS, crossRegionReferences: false });
    new ServerlessIngestApi(ours, 'Ingest', { source: { replication: { destination } } });
    expect(() => app.synth()).not.toThrow();
    expect(JSON.stringify(Template.fromStack(ours).toJSON())).toContain('copy-123456789012-eu-west-1');
  });

  test.each<[string, (stack: Stack) => ServerlessIngestApiProps, RegExp]>([
    ['without versions', (stack) => ({ source: { versioned: false, replication: { destination: new Bucket(stack, 'Copy', { versioned: true }) } } }), /versioned is false/],
    ['to a bucket without versions', (stack) => ({ source: { replication: { destination: new Bucket(stack, 'Copy') } } }), /destination Test\/Copy is not versioned/],
  ])('refuses one %s', (_, props, message) => expect(() => ingestTemplate(props)).toThrow(message));
});

describe('the log bucket', () => {
  test('D1: has a name by account and region, and a lifecycle', () => {
    const template = ingestTemplate({ source: { logBucketName: 'access-logs-{account}-{region}', logExpiration: Duration.days(90) } });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: { 'Fn::Join': ['', ['access-logs-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
    });
  });

  test('may be the caller\'s', () => {
    const template = ingestTemplate((stack) => ({ source: { logBucket: new Bucket(stack, 'Logs') } }));
    template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^Logs') }, LogFilePrefix: 's3/' } });
    template.resourceCountIs('AWS::S3::Bucket', 2);
  });

  test('that is an import is an error that hands the statement over, until it is prepared', () => {
    const imported = (stack: Stack) => Bucket.fromBucketName(stack, 'Logs', 'logs');
    expect(() => ingestTemplate((stack) => ({ source: { logBucket: imported(stack) } }))).toThrow(/imported log bucket logs cannot be changed[^]*logging.s3.amazonaws.com/);
    expect(() => ingestTemplate((stack) => ({ source: { logBucket: imported(stack), importsPrepared: true } }))).not.toThrow();
  });
});

describe('names', () => {
  test('A4, A12: carry stage, account and region where they say so', () => {
    const stack = new Stack(new App(), 'Test', OURS);
    new ServerlessIngestApi(stack, 'Ingest', {
      stage: 'dev',
      source: { bucketName: 'prod-{account}-data-storage-{stage}', queueName: 'ingest-{stage}' },
      table: { tableName: 'rows-{stage}-{region}', removalPolicy: RemovalPolicy.DESTROY },
      processing: { functionName: 'ingest-{stage}' },
      api: { apiName: '{stage}-MyAPI', functionName: 'api-{stage}' },
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', { BucketName: 'prod-123456789012-data-storage-dev' });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'ingest-dev-dead-letters' });
    template.hasResourceProperties('AWS::DynamoDB::Table', { TableName: 'rows-dev-us-west-2' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'ingest-dev' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'api-dev' });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'dev-MyAPI' });
  });

  test('A4: are references where account and region are not known', () => {
    ingestTemplate({ source: { bucketName: 'prod-{account}-data-storage' } }).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: { 'Fn::Join': ['', ['prod-', { Ref: 'AWS::AccountId' }, '-data-storage']] },
    });
  });

  test.each<[ServerlessIngestApiProps, RegExp]>([
    [{ source: { bucketName: 'Prod_Data' } }, /bucketName becomes "Prod_Data", which is no name that AWS takes: use 3 to 63 small letters/],
    [{ source: { bucketName: 'data-{env}' } }, /has the placeholder \{env\}: there are \{stage\}, \{account\} and \{region\}/],
    [{ source: { bucketName: `${'x'.repeat(40)}-{account}-{region}` } }, /becomes "x{40}-0{12}-x{14}"/],
    [{ stage: 'Prod', source: { bucketName: 'data-{stage}' } }, /becomes "data-Prod"/],
    [{ table: { tableName: 'a' } }, /tableName becomes "a"/],
    [{ processing: { functionName: 'a b' } }, /functionName becomes "a b"/],
    [{ source: { queueName: 'q'.repeat(68) } }, /queueName becomes/],
    [{ source: { serverAccessLogs: false, logBucketName: 'logs-{account}' } }, /a log bucket is named, and serverAccessLogs is off/],
    [{ source: { logExpiration: Duration.hours(1) } }, /at least a day, not 1 hour/],
    [{ table: { backup: { retention: Duration.hours(1) } } }, /at least a day, not 1 hour/],
  ])('refuses %p', (props, message) => expect(() => ingestTemplate(props)).toThrow(message));
});
