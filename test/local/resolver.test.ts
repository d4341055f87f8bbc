import { toLifecycleRule } from '../../local/completion/lifecycle';
import { resolver } from '../../local/completion/resolver';
import type { Value } from '../../local/template';

const resolve = resolver(
  { Resources: { Files: { Type: 'AWS::S3::Bucket' }, Dead: { Type: 'AWS::SQS::Queue' }, Acl: { Type: 'AWS::WAFv2::WebACL' } } },
  { Files: 'files-1', Dead: 'http://127.0.0.1:1/000000000000/dead-1', Acl: 'acl-1' },
  'eu-west-1',
);

const cases: [Value, unknown][] = [
  [{ Ref: 'Files' }, 'files-1'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ 'Fn::GetAtt': ['Files', 'Arn'] }, 'arn:aws:s3:::files-1'],
  [{ 'Fn::GetAtt': 'Dead.Arn' }, 'arn:aws:sqs:eu-west-1:000000000000:dead-1'],
  [{ 'Fn::Join': ['/', ['a', { Ref: 'Files' }]] }, 'a/files-1'],
  [{ 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Files' }] }] }, '1'],
  [{ 'Fn::Sub': '${Files}:${Dead.Arn}:${!Kept}' }, 'files-1:arn:aws:sqs:eu-west-1:000000000000:dead-1:${Kept}'],
  [{ 'Fn::Sub': ['${x}-${Files}', { x: { Ref: 'AWS::AccountId' } }] }, '000000000000-files-1'],
  [{ Keys: [{ Ref: 'AWS::NoValue' }, 1, true, null], None: { Ref: 'AWS::NoValue' } }, { Keys: [1, true, null] }],
];

test.each(cases)('%j', (value, resolved) => expect(resolve(value)).toEqual(resolved));

test.each<[Value, string]>([
  [{ Ref: 'Nobody' }, 'the reference to Nobody cannot be resolved'],
  [{ 'Fn::GetAtt': ['Acl', 'Arn'] }, 'the attribute Acl.Arn cannot be resolved'],
  [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue cannot be resolved'],
])('%j is an error', (value, message) => expect(() => resolve(value)).toThrow(message));

describe('lifecycle rule', () => {
  test('one condition needs no And', () => {
    expect(toLifecycleRule({ Status: 'Enabled', Prefix: 'a/', ExpirationInDays: 1 })).toMatchObject({ Filter: { Prefix: 'a/' }, Expiration: { Days: 1 } });
  });

  test('no condition is every object', () => {
    expect(toLifecycleRule({ Status: 'Enabled', ExpiredObjectDeleteMarker: true })).toMatchObject({ Filter: { Prefix: '' } });
  });

  test('sizes come as text from CloudFormation', () => {
    const rule = toLifecycleRule({ Status: 'Enabled', ObjectSizeGreaterThan: '10', Prefix: 'a', NoncurrentVersionExpirationInDays: 3 });
    expect(rule).toMatchObject({ Filter: { And: { Prefix: 'a', ObjectSizeGreaterThan: 10 } }, NoncurrentVersionExpiration: { NoncurrentDays: 3 } });
  });

  test('versions move to another storage class', () => {
    const rule = toLifecycleRule({ Status: 'Enabled', NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER', TransitionInDays: 4 }] });
    expect(rule.NoncurrentVersionTransitions).toEqual([{ NoncurrentDays: 4, StorageClass: 'GLACIER' }]);
  });
});
