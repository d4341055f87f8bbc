import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { evaluateTemplate, parametersOf } from './evaluate-template';
import { ACCOUNT } from '../../local/clients';
import { DEPLOYMENT_BUCKET, ExampleRun } from '../../local/example-run';
import { writeRelease } from '../../projenrc/release-template/main';
import type { Block, Template } from '../../projenrc/release-template/merge-templates';

jest.setTimeout(240_000);

const STACK = 'orders';
const folder = mkdtempSync(join(tmpdir(), 'cloudformation-'));
let template: Template;
let given: Record<string, string>;
let resources: [string, Block][];
let example: ExampleRun;
let bucket: string;

const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type).map(([, { Properties }]) => Properties as Block);

beforeAll(async () => {
  writeRelease(folder);
  template = JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')) as Template;
  const lines = JSON.parse(readFileSync('examples/cloudformation/parameters.json', 'utf8')) as string[];
  given = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  resources = Object.entries(evaluateTemplate(template, given));
  example = await ExampleRun.start('cloudformation', folder, 'us-west-2');
});
afterAll(async () => {
  await example?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the template with the parameters of the example', () => {
  test('A3, A5: ten seconds, 5 read and 5 write units for the table and each index', () => {
    expect(parametersOf(template, given)).toMatchObject({ Timeout: '10', ReadCapacity: '5', WriteCapacity: '5', CapacityMode: 'PROVISIONED' });
    const throughput = { ReadCapacityUnits: { Ref: 'ReadCapacity' }, WriteCapacityUnits: { Ref: 'WriteCapacity' } };
    const [table] = ofType('AWS::DynamoDB::Table');
    expect(table.ProvisionedThroughput).toEqual(throughput);
    for (const index of table.GlobalSecondaryIndexes as Block[]) expect(index.ProvisionedThroughput).toEqual(throughput);
  });

  test('A6: 1,000 requests per second on the stage, plain HTTP refused, a policy for TLS', () => {
    expect(parametersOf(template, given)).toMatchObject({ ThrottleRate: '1000', ThrottleBurst: '2000' });
    expect(ofType('AWS::ApiGateway::Stage')[0].MethodSettings).toMatchObject([{ ThrottlingRateLimit: { Ref: 'ThrottleRate' }, ThrottlingBurstLimit: { Ref: 'ThrottleBurst' } }]);
    const [api] = ofType('AWS::ApiGateway::RestApi');
    expect(JSON.stringify(api.Policy)).toContain('"aws:SecureTransport":"false"');
    expect(api.SecurityPolicy).toMatch(/^SecurityPolicy_TLS13_1_2/);
  });

  test('A8, A11: log groups with a retention, and tags on whatever takes them', () => {
    for (const { RetentionInDays: days } of ofType('AWS::Logs::LogGroup')) expect(days).toEqual({ Ref: 'LogRetentionDays' });
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::ApiGateway::Stage']) {
      for (const { Tags } of ofType(type)) {
        expect(Tags).toEqual(expect.arrayContaining([{ Key: 'project', Value: { Ref: 'Project' } }, { Key: 'stage', Value: { Ref: 'Stage' } }]));
      }
    }
    expect(given).toMatchObject({ Project: 'serverless_app', LogRetentionDays: '14' });
  });

  test('A9: alarms with somebody who is told, and a dashboard', () => {
    expect(ofType('AWS::CloudWatch::Alarm').length).toBeGreaterThan(10);
    expect(ofType('AWS::SNS::Subscription')).toEqual([expect.objectContaining({ Protocol: 'email', Endpoint: { Ref: 'AlarmEmail' } })]);
    expect(ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });

  test('A10: a rule that holds the stack to its region', () => {
    expect(JSON.stringify((template.Rules as Record<string, Block>).RegionIsAllowed)).toContain('"Fn::Contains":[{"Ref":"AllowedRegions"},{"Ref":"AWS::Region"}]');
  });
});

describe('deployed by the AWS CLI on the emulator', () => {
  beforeAll(async () => {
    await example.script('deploy.sh', STACK, DEPLOYMENT_BUCKET);
    bucket = await example.output(STACK, 'BucketName');
  });

  test('A4: the bucket has the name with the account in it', () => {
    expect(bucket).toBe(`prod-${ACCOUNT}-data-storage`);
  });

  test('A1, A13: a file goes in and its rows come out over HTTP; a file with another suffix starts nothing', async () => {
    await example.shell.run(['aws', 's3', 'cp', '--only-show-errors', 'package.json', `s3://${bucket}/in/package.json`]);
    const rows = await example.rowsOf({ bucket, key: 'in/orders.csv', content: 'order,amount\n1,9.90\n2,12.50\n' }, await example.output(STACK, 'ApiEndpoint'));
    expect(JSON.parse(rows)).toMatchObject({ items: [{ data: { order: '1', amount: '9.90' } }, { data: { order: '2', amount: '12.50' } }] });
    const { Items: items = [] } = await example.clients.dynamodb.send(new ScanCommand({ TableName: await example.output(STACK, 'TableName') }));
    expect(JSON.stringify(items)).not.toContain('package.json');
  });

  test('A2: the function knows its stage, region and table', async () => {
    const FunctionName = await example.output(STACK, 'IngestFunctionName');
    const { Environment: { Variables } = {}, Timeout } = await example.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(Variables).toMatchObject({ STAGE: 'production', REGION: 'us-west-2', DYNAMODB_TABLE_NAME: await example.output(STACK, 'TableName') });
    expect(Timeout).toBe(10);
  });

  test('A14: a preview tells what another capacity would change, and changes nothing', async () => {
    const changes = await example.script('preview.sh', STACK, DEPLOYMENT_BUCKET, 'WriteCapacity=6');
    expect(changes).toMatch(/^Modify\tFalse\tAWS::DynamoDB::Table\t\w+$/m);
    expect(changes).not.toMatch(/\bTrue\b|^Add|^Remove/m);
    const throughput = await example.shell.run([
      'aws', 'dynamodb', 'describe-table', '--table-name', await example.output(STACK, 'TableName'), '--query', 'Table.ProvisionedThroughput.WriteCapacityUnits', '--output', 'text',
    ]);
    expect(throughput.trim()).toBe('5');
  });

  test('A10: in a region that is not allowed nothing is created', async () => {
    await expect(example.script('deploy.sh', 'elsewhere', DEPLOYMENT_BUCKET, 'AllowedRegions=eu-west-1')).rejects.toThrow('this region is not among AllowedRegions');
    expect(await example.output(STACK, 'BucketName')).toBe(bucket);
  });

  test('A14: deleted, data stays until one command takes it away, and then nothing is left', async () => {
    await example.script('delete.sh', STACK, DEPLOYMENT_BUCKET);
    const { Buckets: buckets = [] } = await example.clients.s3.send(new ListBucketsCommand({}));
    const { TableNames: tables } = await example.clients.dynamodb.send(new ListTablesCommand({}));
    const { Functions: functions } = await example.clients.lambda.send(new ListFunctionsCommand({}));
    const groups = await example.shell.run(['aws', 'logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName', '--output', 'text']);
    expect({ buckets: buckets.map(({ Name }) => Name), tables, functions, groups: groups.trim() }).toEqual({ buckets: [DEPLOYMENT_BUCKET], tables: [], functions: [], groups: '' });
  });
});
