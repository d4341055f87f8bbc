import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Capacity, Format, type ProcessingOptions, Records, ServerlessIngestApi, type SourceOptions } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate, listOf, statementsOf } from '../stacks';

const ACCOUNT = { env: { account: '123456789012', region: 'us-west-2' } };

function twoStacks(): { app: App; theirs: Stack; ours: Stack } {
  const app = new App();
  return { app, theirs: new Stack(app, 'Theirs', ACCOUNT), ours: new Stack(app, 'Ours', ACCOUNT) };
}

const pythonFunction = (stack: Stack, timeout = Duration.seconds(60)): Function => new Function(stack, 'Mine', {
  runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('def handler(event, context): pass'), timeout,
});

function grants(template: Template): string[] {
  return statementsOf(template).flatMap((statement) => listOf(statement.Action));
}

test('reads one object per message where content is read, ten where it is not', () => {
  ingestTemplate().hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 10 });
  ingestTemplate({ records: Records.rows() }).hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 1 });
});

test('passes the records on', () => {
  ingestTemplate({ records: Records.rows({ format: Format.csv({ delimiter: ';' }), maxErrorRate: 0.01 }) }).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        [Env.RECORDS]: JSON.stringify({ mode: 'rows', format: { kind: 'csv', delimiter: ';' }, maxErrorRate: 0.01 }),
      }),
    },
  });
});

test.each<[string, ProcessingOptions, RegExp]>([
  ['a concurrency of one', { maxConcurrency: 1 }, /2 to 1,000, not 1$/],
  ['a concurrency over the reserved one', { maxConcurrency: 20, reservedConcurrentExecutions: 10 }, /20 is over the reserved concurrency 10/],
  ['an endless timeout', { timeout: Duration.minutes(16) }, /960 s is over the 900 s/],
])('refuses %s', (_name, processing, message) => {
  expect(() => ingestTemplate({ processing })).toThrow(message);
});

test.each<[string, (stack: Stack) => SourceOptions, RegExp]>([
  ['a short visibility timeout', (stack) => ({ queue: new Queue(stack, 'Q', { visibilityTimeout: Duration.seconds(719) }) }), /719 s.*at least 720 s/s],
  ['the visibility timeout of SQS', (stack) => ({ queue: new Queue(stack, 'Q') }), /is 30 s/],
  ['small messages', (stack) => ({ queue: new Queue(stack, 'Q', { visibilityTimeout: Duration.minutes(12), maxMessageSizeBytes: 1024 }) }), /65536/],
])('refuses a queue with %s', (_name, source, message) => {
  expect(() => ingestTemplate((stack) => ({ source: source(stack) }))).toThrow(message);
});

test('refuses a write capacity at which messages outlive the queue, with the estimate', () => {
  const table = { capacity: Capacity.provisioned({ read: 5, write: 5 }) };
  expect(() => ingestTemplate({ table })).not.toThrow();
  expect(() => ingestTemplate({ table, source: { retentionPeriod: Duration.days(1) } })).toThrow(/about 40 hours and the queue keeps them for 24 hours: set at least 9 units/);
});

describe('a function of the caller', () => {
  test('C7: gets the environment, the rights and the queue', () => {
    const template = ingestTemplate((stack) => ({ processing: { function: pythonFunction(stack) } }));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'python3.13', Environment: { Variables: Match.objectLike({ [Env.TABLE_NAME]: Match.anyValue(), [Env.RECORDS]: Match.anyValue() }) },
    });
    expect(grants(template)).toEqual(expect.arrayContaining(['dynamodb:BatchWriteItem', 's3:GetObject', 'sqs:ReceiveMessage']));
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  test('of another stack gets them there, without a cycle', () => {
    const { app, theirs, ours } = twoStacks();
    new ServerlessIngestApi(ours, 'Ingest', { processing: { function: pythonFunction(theirs) } });
    app.synth();
    Template.fromStack(theirs).resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    expect(grants(Template.fromStack(theirs))).toContain('dynamodb:BatchWriteItem');
  });

  test('that runs longer than the queue hides a message is refused', () => {
    expect(() => ingestTemplate((stack) => ({ processing: { function: pythonFunction(stack, Duration.minutes(3)) } }))).toThrow(/six times the function's 180 s/);
  });

  test('that is an import is an error that hands over environment and statements, until it is prepared', () => {
    const importIn = (stack: Stack): IFunction => Function.fromFunctionArn(stack, 'Import', 'arn:aws:lambda:us-west-2:123456789012:function:theirs');
    expect(() => ingestTemplate((stack) => ({ processing: { function: importIn(stack) } })))
      .toThrow(/theirs is an import.*DYNAMODB_TABLE_NAME.*importsPrepared[^]*dynamodb:UpdateItem/);
    ingestTemplate((stack) => ({ processing: { function: importIn(stack), importsPrepared: true } }))
      .hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionName: 'theirs' });
  });
});

describe('a role of the caller', () => {
  const roleIn = (stack: Stack): Role => new Role(stack, 'Mine', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  test('gets a policy beside it', () => {
    const template = ingestTemplate((stack) => ({ processing: { role: roleIn(stack) } }));
    expect(grants(template)).toEqual(expect.arrayContaining(['dynamodb:BatchWriteItem', 'xray:PutTraceSegments', 'sqs:SendMessage']));
  });

  test('of another stack gets it here, without a cycle', () => {
    const { app, theirs, ours } = twoStacks();
    new ServerlessIngestApi(ours, 'Ingest', { processing: { role: roleIn(theirs) } });
    app.synth();
    expect(grants(Template.fromStack(ours))).toEqual(expect.arrayContaining(['dynamodb:BatchWriteItem', 'xray:PutTraceSegments', 'sqs:SendMessage']));
  });

  test('that is an import takes the policy', () => {
    const arn = 'arn:aws:iam::123456789012:role/theirs';
    const template = ingestTemplate((stack) => ({ processing: { role: Role.fromRoleArn(stack, 'Import', arn) } }));
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['theirs'],
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['dynamodb:UpdateItem', 'dynamodb:BatchWriteItem']),
        })]),
      }),
    });
  });

  test('that must not be changed is an error that hands the statements over, until it is prepared', () => {
    const importIn = (stack: Stack) => Role.fromRoleArn(stack, 'Import', 'arn:aws:iam::123456789012:role/theirs', { mutable: false });
    expect(() => ingestTemplate((stack) => ({ processing: { role: importIn(stack) } }))).toThrow(/role theirs cannot be changed[^]*xray:PutTraceSegments/);
    expect(() => ingestTemplate((stack) => ({ processing: { role: importIn(stack), importsPrepared: true } }))).not.toThrow();
  });
});

test('what the caller grants to the function takes effect', () => {
  const { app, ours } = twoStacks();
  const ingest = new ServerlessIngestApi(ours, 'Ingest');
  new Queue(ours, 'Extra').grantPurge(ingest.processor.function);
  expect(app.synth()).toBeDefined();
  expect(grants(Template.fromStack(ours))).toContain('sqs:PurgeQueue');
});

test.each([[5, undefined, 2], [100, undefined, 4], [100, 3, 3], [40_000, undefined, 1000]])(
  'a table of %i write units, %s executions set apart, is served by %i invocations at once', (write, reservedConcurrentExecutions, expected) => {
    ingestTemplate({ table: { capacity: Capacity.provisioned({ read: 5, write }) }, processing: { reservedConcurrentExecutions } })
      .hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: expected } });
  });

test('a table that is charged by request sets no bound', () => {
  ingestTemplate().hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: Match.absent() });
});
