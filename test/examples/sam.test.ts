import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { evaluateTemplate } from './evaluate-template';
import { ACCOUNT } from '../../local/clients';
import { DEPLOYMENT_BUCKET, ExampleRun } from '../../local/example-run';
import { writeRelease } from '../../projenrc/release-template/main';
import type { Block, Template } from '../../projenrc/release-template/merge-templates';
import { cfnLintErrors } from '../compliance/cfn-lint';

jest.setTimeout(300_000);

const STACK = 'prod-orders';
const folder = mkdtempSync(join(tmpdir(), 'sam-'));
let released: Template;
let example: ExampleRun;
/** What SAM CLI made of the template, before CloudFormation saw it. */
let nested: Record<string, string>;

const query = async (...command: string[]) => JSON.parse(await example.shell.run(['aws', ...command, '--output', 'json'])) as unknown;

beforeAll(async () => {
  writeRelease(folder);
  released = JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')) as Template;
  example = await ExampleRun.start('sam', folder, 'us-west-2');
  await example.script('deploy.sh', 'prod');
  const id = await query('cloudformation', 'describe-stack-resource', '--stack-name', STACK, '--logical-resource-id', 'Pipeline', '--query', 'StackResourceDetail.PhysicalResourceId');
  const parameters = await query('cloudformation', 'describe-stacks', '--stack-name', String(id), '--query', 'Stacks[0].Parameters') as { ParameterKey: string; ParameterValue: string }[];
  nested = Object.fromEntries(parameters.map(({ ParameterKey: name, ParameterValue: value }) => [name, value]));
});
afterAll(async () => {
  await example?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ofType = (type: string) =>
  Object.values(evaluateTemplate(released, nested)).filter(({ Type }) => Type === type).map(({ Properties }) => Properties as Block);

test('B1: sam validate --lint, cfn-lint and SAM CLI find nothing, and the pipeline is a nested stack', async () => {
  expect(cfnLintErrors('examples/sam/template.yaml')).toEqual([]);
  expect(await query('cloudformation', 'describe-stacks', '--stack-name', STACK, '--query', 'Stacks[0].StackStatus')).toBe('CREATE_COMPLETE');
  const types = await query('cloudformation', 'list-stack-resources', '--stack-name', STACK, '--query', 'StackResourceSummaries[].ResourceType');
  expect((types as string[]).sort()).toEqual(['AWS::CloudFormation::Stack', 'AWS::KMS::Key', 'AWS::SSM::Parameter', 'AWS::SecretsManager::Secret']);
});

test('B1: a file goes in and its rows come out over HTTP', async () => {
  const bucket = await example.output(STACK, 'BucketName');
  const rows = await example.rowsOf({ bucket, key: 'in/orders.csv', content: 'order,amount\n1,9.90\n' }, await example.output(STACK, 'ApiEndpoint'));
  expect(JSON.parse(rows)).toMatchObject({ items: [{ data: { order: '1', amount: '9.90' } }] });
});

test('B2: the environments of the functions are under the customer-managed key', () => {
  expect(nested.EnvironmentKeyArn).toMatch(/^arn:aws:kms:us-west-2:\d{12}:key\//);
  const own = ofType('AWS::Lambda::Function').filter(({ Environment }) => Environment !== undefined);
  expect(own.length).toBeGreaterThan(2);
  for (const { KmsKeyArn } of own) expect(KmsKeyArn).toEqual({ Ref: 'EnvironmentKeyArn' });
});

test('B3: a web ACL with a rate limit, two groups of AWS and the ranges of the example', () => {
  expect(nested.AllowedCidrs).toBe('198.51.100.0/24');
  expect(ofType('AWS::WAFv2::IPSet')).toMatchObject([{ Addresses: { Ref: 'AllowedCidrs' } }]);
  const [{ Rules: rules }] = ofType('AWS::WAFv2::WebACL') as unknown as { Rules: { Name: string }[] }[];
  expect(rules.map(({ Name }) => Name)).toEqual(['AllowedAddresses', 'RateLimitPerAddress', 'AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet']);
  expect(ofType('AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
});

test('B4: methods ask for a signature of IAM and validate the request', () => {
  const methods = ofType('AWS::ApiGateway::Method');
  expect(methods.length).toBeGreaterThan(2);
  for (const { AuthorizationType, RequestValidatorId } of methods) {
    expect({ AuthorizationType, RequestValidatorId }).toEqual({ AuthorizationType: 'AWS_IAM', RequestValidatorId: expect.anything() });
  }
});

test('B6: the function knows the names of a parameter and a secret, and no value', async () => {
  const FunctionName = await example.output(STACK, 'IngestFunctionName');
  const { Environment: { Variables: variables = {} } = {} } = await example.clients.lambda
    .send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(JSON.parse(variables.INGEST_PARAMETERS)).toEqual({ settings: '/prod/orders/settings' });
  expect(JSON.parse(variables.INGEST_SECRETS)).toEqual({ secret: nested.SecretArn });
  const value = await query('secretsmanager', 'get-secret-value', '--secret-id', nested.SecretArn, '--query', 'SecretString');
  expect(JSON.stringify([variables, nested])).not.toContain(value);
});

test('B7: errors alone are logged, and X-Ray is on', () => {
  expect(nested.LogLevel).toBe('ERROR');
  for (const { TracingConfig } of ofType('AWS::Lambda::Function')) expect(TracingConfig).toEqual({ Mode: 'Active' });
  expect(ofType('AWS::ApiGateway::Stage')).toMatchObject([{ TracingEnabled: true }]);
});

test('B8, B9: AWS Config watches the functions; concurrency is set apart', () => {
  const rules = ofType('AWS::Config::ConfigRule').map(({ Source }) => (Source as Block).SourceIdentifier);
  expect(rules).toEqual(expect.arrayContaining(['LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED', 'LAMBDA_FUNCTION_SETTINGS_CHECK', 'LAMBDA_CONCURRENCY_CHECK']));
  expect(nested).toMatchObject({ ReservedConcurrency: '100', Timeout: '30' });
  expect(ofType('AWS::Lambda::Function').map(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions)).toContainEqual({ Ref: 'ReservedConcurrency' });
});

test('B10: an alias for each function, and a canary that is rolled back on alarm', () => {
  expect(nested.Deployment).toBe('Canary10Percent5Minutes');
  expect(ofType('AWS::Lambda::Alias')).toHaveLength(2);
  const groups = ofType('AWS::CodeDeploy::DeploymentGroup');
  expect(groups).toHaveLength(2);
  for (const { AutoRollbackConfiguration, AlarmConfiguration } of groups) {
    expect(AutoRollbackConfiguration).toMatchObject({ Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']) });
    expect(AlarmConfiguration).toMatchObject({ Enabled: true });
  }
});

test('B5, B11: names of the environment, the API prod-MyAPI, the region us-west-2', async () => {
  expect(await example.output(STACK, 'BucketName')).toBe(`prod-${ACCOUNT}-orders`);
  expect(await query('apigateway', 'get-rest-apis', '--query', 'items[].name')).toEqual(['prod-MyAPI']);
  expect(await example.output(STACK, 'TableName')).toBe('prod-table');
  expect(await example.output(STACK, 'IngestFunctionName')).toBe('prod-ingest');
  expect(await example.output(STACK, 'ApiEndpoint')).toContain('.execute-api.us-west-2.');
  const config = readFileSync('examples/sam/samconfig.toml', 'utf8');
  for (const environment of ['prod', 'staging', 'dev']) expect(config).toMatch(new RegExp(`\\[${environment}\\.deploy\\.parameters\\]\\nstack_name = "${environment}-orders"\\nregion = "us-west-2"`));
});

test('B1: deleted, and nothing is left', async () => {
  await example.script('delete.sh', 'prod');
  const { Buckets: buckets = [] } = await example.clients.s3.send(new ListBucketsCommand({}));
  const { TableNames: tables } = await example.clients.dynamodb.send(new ListTablesCommand({}));
  const { Functions: functions } = await example.clients.lambda.send(new ListFunctionsCommand({}));
  const groups = await query('logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName');
  const secrets = await query('secretsmanager', 'list-secrets', '--query', 'SecretList[].Name');
  const settings = await query('ssm', 'describe-parameters', '--query', 'Parameters[].Name');
  expect({ buckets: buckets.map(({ Name }) => Name), tables, functions, groups, secrets, settings })
    .toEqual({ buckets: [DEPLOYMENT_BUCKET], tables: [], functions: [], groups: [], secrets: [], settings: [] });
});
