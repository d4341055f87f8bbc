import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnMethod, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnManagedPolicy, CfnPolicy, CfnRole, Effect, PolicyDocument, PolicyStatement, PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { evidenceOf, findingsOf, newApp } from './gated-app';
import { ComplianceGate } from '../../src/compliance';
import { markPart } from '../../src/compliance/scope-marker';

/** A part of ours with one resource in it, and the same resource outside of it. */
function twins(build: (scope: Construct) => void, mark: (part: Construct) => void = part => markPart(part)): App {
  const app = newApp();
  ComplianceGate.enforce(app);
  const stack = new Stack(app, 'Stack');
  const part = new Construct(stack, 'Part');
  mark(part);
  build(part);
  build(new Construct(stack, 'Foreign'));
  return app;
}

function resourcesWith(app: App, id: string | RegExp): string[] {
  const matches = (finding: string) => typeof id === 'string' ? finding.startsWith(`${id} on `) : id.test(finding);
  return findingsOf(app).filter(matches).map(finding => finding.split(' on ')[1].split('/')[1]);
}

const BOTH = ['Part', 'Foreign'];
const FOREIGN_ONLY = ['Foreign'];

test('the register has the entries that have no better form', () => {
  expect(ComplianceGate.register.map(entry => entry.id)).toEqual([
    'AwsSolutions-COG4',
    'AwsSolutions-IAM5[Resource::*]',
    'AwsSolutions-IAM5[Resource::<executions of a state machine>:*]',
    'Serverless-SQSRedrivePolicy',
    'Serverless-LambdaEventSourceMappingDestination',
    'AwsSolutions-IAM5[Resource::<bucket arn>/<prefix>*]',
    '<HIPAA, NIST or PCI pack>-APIGWCacheEnabledAndEncrypted', 'NIST.800.53.R4-S3BucketDefaultLockEnabled',
  ]);
  for (const entry of ComplianceGate.register) {
    expect(Object.keys(entry).sort()).toEqual(['appliesTo', 'compensatingControl', 'id', 'reason']);
    expect(entry.reason.length).toBeGreaterThan(20);
  }
});

test('an explained finding keeps its reason and its compensating control in the evidence', () => {
  const app = twins(scope => method(scope, 'AWS_IAM'));
  findingsOf(app);
  expect(evidenceOf(app).checks.filter(check => check.verdict === 'explained')).toEqual([{
    id: 'AwsSolutions-COG4',
    rule: 'AwsSolutions-COG4',
    resource: 'Stack/Part/Method',
    type: 'AWS::ApiGateway::Method',
    verdict: 'explained',
    explainedBy: 'register',
    reason: ComplianceGate.register[0].reason,
    compensatingControl: ComplianceGate.register[0].compensatingControl,
  }]);
  expect(evidenceOf(app).register.map(entry => entry.findings)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
});

test('the mark acknowledges nothing', () => {
  const app = newApp();
  const part = new Construct(new Stack(app, 'Stack'), 'Part');
  markPart(part);
  expect(part.node.metadata.filter(entry => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)).toEqual([]);
});

describe('COG4', () => {
  test.each([['AWS_IAM', FOREIGN_ONLY], ['CUSTOM', FOREIGN_ONLY], ['NONE', BOTH], [undefined, BOTH], ['COGNITO_USER_POOLS', []]])(
    'with authorization %s stays a finding in %j', (authorizationType, left) => {
      expect(resourcesWith(twins(scope => method(scope, authorizationType)), 'AwsSolutions-COG4')).toEqual(left);
    });
});

function method(scope: Construct, authorizationType: string | undefined): void {
  const api = new CfnRestApi(scope, 'Api', { name: 'api' });
  new CfnMethod(scope, 'Method', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET', authorizationType });
}

const TRACE = { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] };

const STATES_TRACE = { actions: [...TRACE.actions, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'], resources: ['*'] };
const DELIVERY = {
  actions: [
    'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries', 'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
  ],
  resources: ['*'],
};

/** The same statements in each of the three places that the rule looks at. */
const PLACES: Record<string, (scope: Construct, document: PolicyDocument) => void> = {
  'a policy': (scope, policyDocument) => new CfnPolicy(scope, 'Policy', { policyDocument, policyName: 'policy' }),
  'a managed policy': (scope, policyDocument) => new CfnManagedPolicy(scope, 'Policy', { policyDocument }),
  'an inline policy': (scope, policyDocument) => new CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: {}, policies: [{ policyName: 'policy', policyDocument }],
  }),
};

function documentOf(...statements: PolicyStatementProps[]): PolicyDocument {
  return new PolicyDocument({ statements: statements.map(statement => new PolicyStatement(statement)), minimize: false });
}

describe.each(Object.entries(PLACES))('IAM5 on everything, in %s', (_, place) => {
  test.each<[string, PolicyStatementProps[], string[]]>([
    ['both trace actions', [TRACE], FOREIGN_ONLY],
    ['both trace actions in the other order', [{ ...TRACE, actions: [...TRACE.actions].reverse() }], FOREIGN_ONLY],
    ['a denial beside them', [TRACE, { effect: Effect.DENY, actions: ['s3:GetObject'], resources: ['*'] }], FOREIGN_ONLY],
    ['what Step Functions needs to trace', [STATES_TRACE], FOREIGN_ONLY],
    ['what it needs to log', [DELIVERY], FOREIGN_ONLY],
    ['both in one', [{ actions: [...STATES_TRACE.actions, ...DELIVERY.actions], resources: ['*'] }], FOREIGN_ONLY],
    ['to log, and to read logs', [{ ...DELIVERY, actions: [...DELIVERY.actions, 'logs:GetLogEvents'] }], BOTH],
    ['one more action', [{ ...TRACE, actions: [...TRACE.actions, 'xray:GetTraceSummaries'] }], BOTH],
    ['one action alone', [{ ...TRACE, actions: ['xray:PutTraceSegments'] }], BOTH],
    ['another statement on everything', [TRACE, { actions: ['s3:GetObject'], resources: ['*'] }], BOTH],
    ['every action but one', [TRACE, { notActions: ['iam:PassRole'], resources: ['*'] }], BOTH],
  ])('with %s', (__, statements, left) => {
    expect(resourcesWith(twins(scope => place(scope, documentOf(...statements))), /^AwsSolutions-IAM5/)).toEqual(left);
  });
});

describe('IAM5 on executions of a state machine', () => {
  const describing = (machine: CfnStateMachine, more: string[] = []) => ({
    actions: ['states:DescribeExecution', ...more], resources: [`arn:aws:states:eu-west-1:111122223333:execution:${machine.attrName}:*`],
  });

  test.each<[string, (machine: CfnStateMachine) => PolicyStatementProps[], string[]]>([
    ['seeing how they stand', (machine) => [describing(machine)], FOREIGN_ONLY],
    ['stopping them too', (machine) => [describing(machine, ['states:StopExecution'])], BOTH],
    ['a second statement', (machine) => [describing(machine), { ...describing(machine), actions: ['states:StopExecution'] }], BOTH],
    ['those of any state machine', () => [{ actions: ['states:DescribeExecution'], resources: ['arn:aws:states:eu-west-1:111122223333:execution:*:*'] }], BOTH],
  ])('with %s', (_, statements, left) => {
    const app = twins((scope) => {
      const machine = new CfnStateMachine(scope, 'Machine', { roleArn: 'arn:aws:iam::111122223333:role/machine' });
      new CfnPolicy(scope, 'Policy', { policyName: 'policy', policyDocument: documentOf(...statements(machine)) });
    });
    expect(resourcesWith(app, /^AwsSolutions-IAM5/)).toEqual(left);
  });
});

describe('IAM5 on object keys', () => {
  const read = (bucket: IBucket, key: string) => ({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [bucket.arnForObjects(key)] });

  test.each<[string, (bucket: IBucket) => PolicyStatementProps[], string[]]>([
    ['objects', bucket => [read(bucket, '*')], FOREIGN_ONLY],
    ['a prefix', bucket => [read(bucket, 'in/*')], FOREIGN_ONLY],
    ['tags, parts, puts and deletes', bucket => [{
      ...read(bucket, 'in/*'), actions: ['s3:GetObjectTagging', 's3:ListMultipartUploadParts', 's3:PutObject', 's3:DeleteObject'],
    }], FOREIGN_ONLY],
    ['a wildcard inside the key', bucket => [read(bucket, '*/in/*')], BOTH],
    ['a question mark', bucket => [read(bucket, 'in?/*')], BOTH],
    ['a suffix', bucket => [read(bucket, '*.csv')], BOTH],
    ['access lists', bucket => [{ ...read(bucket, '*'), actions: ['s3:GetObject', 's3:PutObjectAcl'] }], BOTH],
    ['an action of another service', bucket => [{ ...read(bucket, '*'), actions: ['s3:GetObject', 'dynamodb:GetItem'] }], BOTH],
    ['everything that is not an action', bucket => [{ notActions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }], BOTH],
    ['a second, wider statement on the same keys', bucket => [read(bucket, '*'), { ...read(bucket, '*'), actions: ['s3:DeleteObjectVersion', 's3:PutObjectAcl'] }], BOTH],
    ['another bucket', bucket => [{ ...read(bucket, '*'), resources: ['arn:aws:s3:::other/*'] }], BOTH],
    ['buckets that begin like it', bucket => [{ ...read(bucket, '*'), resources: [`${bucket.bucketArn}*/*`] }], BOTH],
  ])('with %s', (_, statements, left) => {
    const app = newApp();
    ComplianceGate.enforce(app);
    const stack = new Stack(app, 'Stack');
    const bucket = new Bucket(new Construct(stack, 'Files'), 'Bucket');
    for (const id of BOTH) {
      const scope = new Construct(stack, id);
      if (id === 'Part') markPart(scope, bucket);
      new CfnPolicy(scope, 'Policy', { policyName: 'policy', policyDocument: documentOf(...statements(bucket)) });
    }
    expect(resourcesWith(app, /^AwsSolutions-IAM5/)).toEqual(left);
  });

  test('of a bucket of another stack, and of an imported one', () => {
    const app = newApp();
    ComplianceGate.enforce(app);
    const stack = new Stack(app, 'Stack');
    const owned = new Bucket(new Stack(app, 'Files'), 'Bucket');
    const imported = Bucket.fromBucketName(stack, 'Imported', 'somebody-elses-files');
    for (const bucket of [owned, imported]) {
      const part = new Construct(stack, bucket === owned ? 'Cross' : 'Import');
      markPart(part, bucket);
      new CfnPolicy(part, 'Policy', { policyName: 'policy', policyDocument: documentOf(read(bucket, 'in/*')) });
    }
    expect(resourcesWith(app, /IAM5/)).toEqual([]);
    expect(evidenceOf(app).register[5].findings).toBe(2);
  });

  test('in a part that names no bucket', () => {
    const app = twins(scope => new CfnPolicy(scope, 'Policy', {
      policyName: 'policy', policyDocument: documentOf(read(Bucket.fromBucketName(scope, 'Files', 'files'), '*')),
    }));
    expect(resourcesWith(app, /IAM5/)).toEqual(BOTH);
  });
});

describe('SQSRedrivePolicy', () => {
  test('on a dead-letter queue', () => {
    const app = twins(scope => {
      const dead = new CfnQueue(scope, 'Dead');
      new CfnQueue(scope, 'Queue', { redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: 5 } });
    });
    expect(resourcesWith(app, 'Serverless-SQSRedrivePolicy')).toEqual(FOREIGN_ONLY);
  });

  test('on a queue that is nobody\'s dead-letter queue', () => {
    expect(resourcesWith(twins(scope => new CfnQueue(scope, 'Queue')), 'Serverless-SQSRedrivePolicy')).toEqual(BOTH);
  });
});

describe('LambdaEventSourceMappingDestination', () => {
  test.each([
    ['a queue', {}, FOREIGN_ONLY],
    ['a stream', { startingPosition: 'LATEST' }, BOTH],
    ['a broker', { queues: ['orders'] }, BOTH],
    ['no source', { eventSourceArn: undefined }, BOTH],
  ])('on the mapping of %s', (_, props, left) => {
    const app = twins(scope => new CfnEventSourceMapping(scope, 'Mapping', {
      functionName: 'reader', eventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:queue', ...props,
    }));
    expect(resourcesWith(app, 'Serverless-LambdaEventSourceMappingDestination')).toEqual(left);
  });
});
