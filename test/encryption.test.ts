import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ingestTemplate, resourcesOf } from './stacks';
import { Records, ServerlessIngestApi, type EncryptionOptions } from '../src';

const ACCOUNT = { env: { account: '123456789012', region: 'us-west-2' } };
const KINDS: (keyof EncryptionOptions)[] = ['bucketKey', 'queueKey', 'tableKey', 'environmentKey', 'logKey'];

/** How many resources of the pipeline are under a key of the caller's. */
function encrypted(template: Template): Record<string, number> {
  const count = (type: string, property: string) => Object.values(resourcesOf(template, type)).filter(({ Properties }) => JSON.stringify(Properties[property] ?? '').includes('Fn::GetAtt')).length;
  return {
    buckets: Object.values(resourcesOf(template, 'AWS::S3::Bucket')).filter(({ Properties }) => JSON.stringify(Properties.BucketEncryption).includes('aws:kms')).length,
    queues: count('AWS::SQS::Queue', 'KmsMasterKeyId'),
    tables: count('AWS::DynamoDB::Table', 'SSESpecification'),
    functions: count('AWS::Lambda::Function', 'KmsKeyArn'),
    logGroups: count('AWS::Logs::LogGroup', 'KmsKeyId'),
  };
}

test('without a key of the caller\'s nothing is under one', () => {
  expect(encrypted(ingestTemplate())).toEqual({ buckets: 0, queues: 0, tables: 0, functions: 0, logGroups: 0 });
});

test('B2, D5: one key is for every part, and no cycle comes of it', () => {
  const template = ingestTemplate((stack) => ({ records: Records.rows(), encryption: { key: new Key(stack, 'Key') }, network: {} }));
  const all = encrypted(template);
  // The landing bucket and the quarantine.
  expect(all).toMatchObject({ buckets: 2, queues: 2, tables: 1 });
  expect(all.functions).toBe(Object.keys(resourcesOf(template, 'AWS::Lambda::Function')).length);
  expect(all.logGroups).toBe(Object.keys(resourcesOf(template, 'AWS::Logs::LogGroup')).length);
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'EncryptLogs', Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } } })]) },
  });
});

test('D5: each part may have a key of its own, also of another stack', () => {
  const app = new App();
  const [theirs, ours] = ['Theirs', 'Ours'].map((id) => new Stack(app, id, ACCOUNT));
  const keys = Object.fromEntries(KINDS.map((kind) => [kind, new Key(theirs, kind)]));
  new ServerlessIngestApi(ours, 'Ingest', { encryption: keys });
  expect(() => app.synth()).not.toThrow();
  for (const id of KINDS) {
    const resource = id === 'tableKey' ? 'tableKey' : id;
    expect(JSON.stringify(Template.fromStack(ours).toJSON())).toContain(`ExportsOutputFnGetAtt${resource}`);
  }
});

test('B2: the key of the environments may be used by the functions\' roles to decrypt, and for nothing else', () => {
  const template = ingestTemplate((stack) => ({ encryption: { environmentKey: new Key(stack, 'Env') } }));
  const roles = Object.entries(resourcesOf(template, 'AWS::IAM::Policy')).filter(([, policy]) => JSON.stringify(policy).includes('"Env'));
  expect(roles.length).toBe(3);
  for (const [, policy] of roles) {
    expect((policy.Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement)
      .toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Env/) as string, 'Arn'] } }));
  }
});

test('an imported key that logs cannot be let use is an error that hands the statement over, until it is prepared', () => {
  const imported = (stack: Stack) => Key.fromKeyArn(stack, 'Import', 'arn:aws:kms:us-west-2:123456789012:key/0f3d5b7a-0000-4000-8000-000000000000');
  expect(() => ingestTemplate((stack) => ({ encryption: { logKey: imported(stack) } }))).toThrow(/policy of the imported key[^]*kms:EncryptionContext:aws:logs:arn/);
});
