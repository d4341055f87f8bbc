import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Preset, Quarantine, Records, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate, listOf, resourcesOf, statementsOf } from '../stacks';

const ROWS = { records: Records.rows() };

/** The logical id of the quarantine's own bucket. */
const idOf = (template: Template) => Object.keys(resourcesOf(template, 'AWS::S3::Bucket')).find((id) => id.startsWith('IngestSourceQuarantineBucket'));
/** Not those of the API, which also lists the parts of an upload. */
const keeps = (template: Template) => statementsOf(template)
  .filter(({ Action }) => listOf(Action).includes('s3:AbortMultipartUpload') && !listOf(Action).includes('s3:ListMultipartUploadParts'));
function environmentsOf(template: Template): string[] {
  return Object.values(resourcesOf(template, 'AWS::Lambda::Function')).map(({ Properties }) => JSON.stringify(Properties.Environment ?? {}));
}

describe('where no record is read, or none is to be kept, there is nothing', () => {
  test.each<[string, ServerlessIngestApiProps]>([
    ['by default', {}],
    ['in the mode metadata', { records: Records.metadata() }],
    ['with none()', { ...ROWS, source: { quarantine: Quarantine.none() } }],
  ])('%s', (_name, props) => {
    const template = ingestTemplate(props);
    expect(idOf(template)).toBeUndefined();
    expect(keeps(template)).toEqual([]);
    expect(environmentsOf(template).join()).not.toContain(Env.QUARANTINE);
    expect(Object.keys(template.findOutputs('*')).join()).not.toContain('Quarantine');
  });
});

describe('a bucket of its own', () => {
  const template = ingestTemplate(ROWS);
  const id = idOf(template);

  test('is private, encrypted, emptied by itself, and logged where the source is', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 90, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] },
        LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^IngestSourceAccessLogs') }, LogFilePrefix: 'quarantine/' },
      },
    });
    expect(Object.keys(resourcesOf(template, 'AWS::S3::Bucket'))).toHaveLength(3);
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test('can be written by the ingest function and by nobody else, and be read by none', () => {
    const statements = statementsOf(template).filter(({ Resource }) => JSON.stringify(Resource).includes(String(id)));
    expect(statements).toEqual([{
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '/*']] },
    }]);
    expect(environmentsOf(template).filter((variables) => variables.includes(Env.QUARANTINE))).toHaveLength(1);
  });

  test('is told by an output', () => {
    expect(Object.values(template.findOutputs('*'))).toContainEqual({ Description: expect.stringContaining('cannot be read'), Value: { Ref: id } });
  });

  test('takes a name, an expiration and the key of the buckets', () => {
    const keyed = ingestTemplate((stack) => ({
      ...ROWS,
      source: { quarantine: Quarantine.ownBucket({ bucketName: 'bad-rows', expiration: Duration.days(7) }) },
      encryption: { bucketKey: new Key(stack, 'Key') },
    }));
    keyed.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'bad-rows',
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 7 })] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }] },
    });
    expect(statementsOf(keyed).filter(({ Action }) => listOf(Action).includes('kms:GenerateDataKey')).length).toBeGreaterThan(0);
  });

  test('is reached from an isolated network', () => {
    const policies = Object.values(resourcesOf(ingestTemplate({ ...ROWS, network: {} }), 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
    const s3 = policies.filter((policy) => policy.includes('s3:AbortMultipartUpload'));
    expect(s3).toHaveLength(1);
    expect(s3[0]).toContain(id);
  });

  test('goes with the stack in the sandbox, without logs', () => {
    const sandbox = ingestTemplate({ ...ROWS, preset: Preset.SANDBOX });
    expect(resourcesOf(sandbox, 'AWS::S3::Bucket')[String(idOf(sandbox))]).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(JSON.stringify(sandbox.toJSON())).not.toContain('LoggingConfiguration');
  });

  test('has logs of its own where the source is the caller\'s', () => {
    const given = ingestTemplate((stack) => ({ ...ROWS, source: { bucket: new Bucket(stack, 'Files') } }));
    given.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^IngestSourceQuarantineAccessLogs') } },
    });
  });
});

describe('a bucket of the caller\'s', () => {
  const inBucket = (prefix?: string) => (stack: Stack) => ({ ...ROWS, source: { quarantine: Quarantine.inBucket(new Bucket(stack, 'Kept'), { prefix }) } });

  test.each([[undefined, 'rejected/'], ['a/b/', 'a/b/']])('is written under the prefix %s', (prefix, expected) => {
    const template = ingestTemplate(inBucket(prefix));
    expect(idOf(template)).toBeUndefined();
    expect(JSON.stringify(keeps(template)[0].Resource)).toContain(`"/${expected}*"`);
    expect(environmentsOf(template).join().replaceAll('\\', '')).toContain(`"prefix":"${expected}"`);
  });

  test('may be an import, or of another stack', () => {
    const imported = ingestTemplate((stack) => ({ ...ROWS, source: { quarantine: Quarantine.inBucket(Bucket.fromBucketName(stack, 'Kept', 'kept')) } }));
    expect(JSON.stringify(keeps(imported)[0].Resource)).toContain(':s3:::kept/rejected/*');
    const app = new App();
    const kept = new Bucket(new Stack(app, 'Other'), 'Kept');
    const stack = new Stack(app, 'Test');
    new ServerlessIngestApi(stack, 'Ingest', { ...ROWS, source: { quarantine: Quarantine.inBucket(kept) } });
    expect(JSON.stringify(keeps(Template.fromStack(stack))[0].Resource)).toContain('Fn::ImportValue');
  });

  test('may be the source\'s, under a prefix that is not watched', () => {
    const source = (watched: string, prefix: string) => () => ingestTemplate((stack) => {
      const bucket = new Bucket(stack, 'Files');
      return { ...ROWS, source: { bucket, prefix: watched, quarantine: Quarantine.inBucket(bucket, { prefix }) } };
    });
    expect(source('in/', 'rejected/')).not.toThrow();
    expect(source('in/', 'i')).not.toThrow();
    for (const [watched, prefix] of [['in/', 'in/rejected/'], ['', 'rejected/'], ['in/', ''], ['aa', 'a']]) {
      expect(source(watched, prefix)).toThrow(new RegExp(`under the prefix "${prefix}" would be ingested again.* watched under "${watched}"`));
    }
  });

  test('is the source\'s by its name, too', () => {
    expect(() => ingestTemplate((stack) => ({
      ...ROWS,
      source: {
        bucket: Bucket.fromBucketName(stack, 'A', 'files'), importsPrepared: true, quarantine: Quarantine.inBucket(Bucket.fromBucketName(stack, 'B', 'files')),
      },
    }))).toThrow(/would be ingested again/);
  });

  test.each([['/rejected/', /starts with a slash/], ['x'.repeat(257), /has 257 bytes: at most 256/]])('has no prefix like %.12s', (prefix, message) => {
    expect(() => ingestTemplate(inBucket(prefix))).toThrow(message);
  });
});
