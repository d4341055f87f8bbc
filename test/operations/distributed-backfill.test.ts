import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { DistributedBackfillOptions } from '../../src';
import { ingestTemplate, resourcesOf, statementsOf } from '../stacks';

const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

const over = (distributed: (stack: Stack) => DistributedBackfillOptions) =>
  ingestTemplate((stack) => ({ source: { prefix: 'in/', backfill: { distributed: distributed(stack) } } }));

const inventory = (stack: Stack): DistributedBackfillOptions => ({
  inventoryBucket: Bucket.fromBucketName(stack, 'Inventory', 'reports-of-data'),
  inventoryPrefix: 'data/all/',
  maxConcurrency: 20,
  batchSize: 100,
  toleratedFailurePercentage: 5,
});

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** The definition, with `<id>` for what only a deployment knows. */
function definitionOf(template: Template): Record<string, any> {
  const [machine] = Object.values(resourcesOf(template, STATE_MACHINE));
  const value = machine.Properties.DefinitionString as string | { 'Fn::Join': [string, (string | Record<string, unknown>)[]] };
  const parts = typeof value === 'string' ? [value] : value['Fn::Join'][1];
  const text = parts.map((part) => typeof part === 'string' ? part : `<${Object.values(part).flat().join('.')}>`).join('');
  return JSON.parse(text) as Record<string, any>;
}

test.each([undefined, {}])('without the option nothing of it is there: %j', (backfill) => {
  const template = ingestTemplate({ source: { backfill }, operations: { maintenance: true } });
  template.resourceCountIs(STATE_MACHINE, 0);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/states:|DISTRIBUTED/);
});

test('the map reads the reports of an inventory, in batches, within its bounds', () => {
  const { Batches } = definitionOf(over(inventory)).States;
  expect(Batches.ItemReader).toEqual({
    Resource: 'arn:<AWS::Partition>:states:::s3:getObject',
    ReaderConfig: { InputType: 'MANIFEST', MaxItems: 50_000_000 },
    Parameters: { 'Bucket': 'reports-of-data', 'Key.$': '$.manifest' },
  });
  expect(Batches).toMatchObject({
    Type: 'Map',
    MaxConcurrency: 20,
    ToleratedFailurePercentage: 5,
    ItemBatcher: { MaxItemsPerBatch: 100, MaxInputBytesPerBatch: 262_144 },
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
    ResultPath: null,
  });
});

test('or it lists the bucket', () => {
  const template = over(() => ({}));
  expect(definitionOf(template).States.Batches.ItemReader).toEqual({
    Resource: 'arn:<AWS::Partition>:states:::s3:listObjectsV2',
    ReaderConfig: { MaxItems: 50_000_000 },
    Parameters: { 'Bucket': expect.stringMatching(/^<IngestSourceBucket/), 'Prefix.$': '$.prefix' },
  });
  expect(definitionOf(template).States.Batches).toMatchObject({
    MaxConcurrency: 10, ToleratedFailurePercentage: 0, ItemBatcher: { MaxItemsPerBatch: 500 },
  });
});

test('every end is told to the job', () => {
  const { States } = definitionOf(over(inventory));
  expect(States.Batches.Next).toBe('End');
  expect(States.Batches.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'GiveUp' }]);
  expect(States.GiveUp.Parameters.Payload).toEqual({ end: { 'jobId.$': '$.jobId', 'error.$': '$.error' } });
  expect(States.GivenUp.Type).toBe('Fail');
  for (const { Retry } of [States.End, States.GiveUp, States.Batches.ItemProcessor.States.Batch]) {
    expect(Retry).toMatchObject([{ ErrorEquals: ['UnreadableInventory'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 3 }]);
  }
});

test('it is logged without keys of objects, under the key of the logs, and traced', () => {
  const template = ingestTemplate((stack) => ({ source: { backfill: { distributed: {} } }, encryption: { logKey: new Key(stack, 'Key') } }));
  template.hasResourceProperties(STATE_MACHINE, {
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false, Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: Match.anyValue() } }] },
    TracingConfiguration: { Enabled: true },
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
  ingestTemplate({ source: { backfill: { distributed: {} } }, operations: { tracing: false } })
    .hasResourceProperties(STATE_MACHINE, { TracingConfiguration: { Enabled: false } });
});

test('its role may read reports, invoke the function, start its own batches, and no more', () => {
  const template = over(inventory);
  const [id] = Object.keys(resourcesOf(template, STATE_MACHINE));
  const text = (value: unknown) => JSON.stringify(value);
  const roles = Object.entries(resourcesOf(template, 'AWS::IAM::Role'))
    .filter(([, { Properties }]) => text(Properties).includes('states.amazonaws.com'));
  expect(roles).toHaveLength(1);
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy')).filter(({ Properties }) => text(Properties.Roles).includes(roles[0][0]));
  const statements = policies.flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  const granted = statements.map(({ Action, Resource }) => [[Action].flat().join(), text(Resource)] as const);
  expect(granted.filter(([, resource]) => resource === '"*"').map(([actions]) => actions.replace(/:\w+/g, ''))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(logs,?|xray,?)+$/)]),
  );
  const rest = granted.filter(([, resource]) => resource !== '"*"');
  expect(rest.map(([actions]) => actions).sort()).toEqual(['lambda:InvokeFunction', 's3:GetObject', 'states:DescribeExecution', 'states:StartExecution']);
  const resourceOf = Object.fromEntries(rest);
  expect(resourceOf['s3:GetObject']).toContain(':s3:::reports-of-data/data/all/*');
  expect(resourceOf['states:StartExecution']).toBe(text({ Ref: id }));
  expect(resourceOf['states:DescribeExecution']).toContain(text({ 'Fn::GetAtt': [id, 'Name'] }));
  expect(resourceOf['lambda:InvokeFunction']).toContain('IngestMaintenanceFunction');
});

test('where it lists, its role may list what is watched', () => {
  const listing = statementsOf(over(() => ({}))).filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));
  expect(listing.length).toBeGreaterThan(1);
  for (const { Condition } of listing) expect(Condition).toEqual({ StringLikeIfExists: { 's3:prefix': 'in/*' } });
});

test('an inventory under a key is read with it', () => {
  const template = over((stack) => ({ inventoryBucket: new Bucket(stack, 'Inventory', { encryptionKey: new Key(stack, 'Key') }) }));
  expect(statementsOf(template).filter(({ Action }) => Action === 'kms:Decrypt')).toHaveLength(1);
});

test('in an isolated network Step Functions has an endpoint, for this state machine alone', () => {
  const template = ingestTemplate({ network: {}, source: { backfill: { distributed: {} } } });
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('StateMachine') } })] },
  });
});

test.each<[DistributedBackfillOptions, RegExp]>([
  [{ maxConcurrency: 0 }, /backfill\.distributed\.maxConcurrency is a whole number from 1 to 100, not 0/],
  [{ maxConcurrency: 101 }, /not 101/],
  [{ batchSize: 501 }, /backfill\.distributed\.batchSize is a whole number from 1 to 500, not 501/],
  [{ toleratedFailurePercentage: 0.5 }, /toleratedFailurePercentage is a whole number from 0 to 100, not 0\.5/],
  [{ inventoryPrefix: 'reports/' }, /inventoryPrefix is "reports\/" without a bucket that it is in: pass inventoryBucket too/],
])('%j is refused', (distributed, message) => {
  expect(() => over(() => distributed)).toThrow(message);
});
