import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { pythonStack } from '../../examples/python-processor/stack';
import { ordersStack } from '../../examples/typescript/stack';
import { http } from '../../local/http';
import { findOutput } from '../../local/session';
import { Env } from '../../src/contract';
import { methodsOf } from '../api/methods';
import { signedBy, withKey, type Caller } from '../integration/callers';
import { startEnforcedSession } from '../integration/enforced-session';
import { Pipeline } from '../integration/pipeline';
import { until } from '../integration/poll';
import { expectProblem } from '../integration/problems';
import { listOf, resourcesOf, statementsOf } from '../stacks';

const THIRTY_DAYS = 2_592_000;
const PAGE = 'https://orders.example.com';
const FUNCTION = 'AWS::Lambda::Function';

interface Preflight {
  readonly Integration: { readonly IntegrationResponses: [{ readonly ResponseParameters: Record<string, string> }] };
}

describe('the template', () => {
  const template = Template.fromStack(ordersStack(new App()));
  const ownFunctions = Object.entries(resourcesOf(template, FUNCTION)).filter(([id]) => !id.includes('AccountLogging')).map(([, fn]) => fn);

  test('C1: functions in isolated subnets, gateway endpoints for S3 and DynamoDB, an interface endpoint for what else is used, no way to the internet', () => {
    expect(ownFunctions.length).toBeGreaterThan(1);
    for (const { Properties } of ownFunctions) {
      expect(Properties.VpcConfig).toMatchObject({ SubnetIds: [{ Ref: expect.stringContaining('IsolatedSubnet1') }, { Ref: expect.stringContaining('IsolatedSubnet2') }] });
    }
    const endpoints = Object.values(resourcesOf(template, 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => `${Properties.VpcEndpointType} ${JSON.stringify(Properties.ServiceName)}`).sort();
    expect(endpoints).toEqual([
      expect.stringMatching(/^Gateway .*dynamodb/), expect.stringMatching(/^Gateway .*s3/), expect.stringMatching(/^Interface .*lambda/), expect.stringMatching(/^Interface .*sqs/),
    ]);
    for (const type of ['NatGateway', 'InternetGateway', 'VPCGatewayAttachment', 'Route', 'EIP', 'EgressOnlyInternetGateway']) template.resourceCountIs(`AWS::EC2::${type}`, 0);
  });

  test('C2: the layer of the caller is on the functions that are given it, and no other is there', () => {
    const [layer, ...others] = Object.keys(resourcesOf(template, 'AWS::Lambda::LayerVersion'));
    expect(others).toEqual([]);
    expect(ownFunctions.filter(({ Properties }) => Properties.Layers !== undefined)).toHaveLength(2);
    template.resourcePropertiesCountIs(FUNCTION, { Layers: [{ Ref: layer }] }, 2);
    Template.fromStack(pythonStack(new App())).resourceCountIs('AWS::Lambda::LayerVersion', 0);
  });

  test('C3: access and execution logs of the API; the account\'s role is set by the function that looks first, never by the template', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AccessLogs'), 'Arn'] }, Format: Match.stringLikeRegexp('apiKeyId') },
      MethodSettings: [Match.objectLike({ LoggingLevel: 'ERROR', DataTraceEnabled: false })],
    });
    template.resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('C4: an API key on every method but OPTIONS, and a usage plan of 1,000 requests per second', () => {
    const methods = methodsOf(template);
    expect(methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS').length).toBeGreaterThan(0);
    for (const { HttpMethod, ApiKeyRequired, AuthorizationType } of methods) {
      expect({ ApiKeyRequired, AuthorizationType }).toEqual(HttpMethod === 'OPTIONS'
        ? { ApiKeyRequired: false, AuthorizationType: 'NONE' } : { ApiKeyRequired: true, AuthorizationType: 'AWS_IAM' });
    }
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: Match.objectLike({ RateLimit: 1000 }) });
    template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
  });

  test('C5: CORS in full, in preflights and in each error of the gateway itself', () => {
    const errors = Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => Properties);
    expect(errors.map(({ ResponseType }) => ResponseType)).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']));
    for (const { ResponseParameters } of errors) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': `'${PAGE}'`,
        'gatewayresponse.header.Access-Control-Expose-Headers': "'ETag,Location,x-amzn-RequestId'",
        'gatewayresponse.header.Access-Control-Allow-Credentials': "'true'",
      });
    }
    const preflights = methodsOf(template).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');
    for (const { Integration: { IntegrationResponses: [{ ResponseParameters: headers }] } } of preflights as unknown as Preflight[]) {
      expect(headers).toMatchObject({
        'method.response.header.Access-Control-Allow-Origin': `'${PAGE}'`,
        'method.response.header.Access-Control-Allow-Headers': "'Authorization,Content-Type,If-None-Match,X-Amz-Date,X-Amz-Security-Token,X-Api-Key'",
        'method.response.header.Access-Control-Allow-Methods': expect.stringMatching(/^'(GET|POST|DELETE)(,(GET|POST|DELETE))*'$/),
        'method.response.header.Access-Control-Allow-Credentials': "'true'",
        'method.response.header.Access-Control-Max-Age': "'600'",
      });
    }
  });

  test('C6: 5 read and 5 write units for the table and each index, and 30 days for rows', () => {
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      ProvisionedThroughput: throughput,
      GlobalSecondaryIndexes: [1, 2, 3].map(() => Match.objectLike({ ProvisionedThroughput: throughput })),
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    template.hasResourceProperties(FUNCTION, { Environment: { Variables: { [Env.RECORDS]: Match.stringLikeRegexp(`"rowTtl":\\{"seconds":${THIRTY_DAYS}`) } } });
  });

  test('C7: a function in Python gets the queue, the rights and the environment', () => {
    const python = Template.fromStack(pythonStack(new App()));
    const [[processor, { Properties }], ...others] = Object.entries(resourcesOf(python, FUNCTION)).filter(([, fn]) => String(fn.Properties.Runtime).startsWith('python'));
    expect(others).toEqual([]);
    expect(Properties).toMatchObject({
      Runtime: 'python3.13', Environment: { Variables: { [Env.TABLE_NAME]: { Ref: expect.stringContaining('Table') }, [Env.BUCKET_NAME]: { Ref: expect.stringContaining('Bucket') } } },
    });
    python.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: processor }, EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Queue'), 'Arn'] }, FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const [role] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    const rights = JSON.stringify(Object.values(resourcesOf(python, 'AWS::IAM::Policy')).filter((policy) => JSON.stringify(policy.Properties.Roles) === JSON.stringify([{ Ref: role }])));
    for (const action of ['s3:GetObject', 'sqs:ReceiveMessage', 'dynamodb:UpdateItem']) expect(rights).toContain(`"${action}"`);
  });

  test('C8: dead letters, X-Ray on functions and API, environment by reference', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetter'), 'Arn'] }, maxReceiveCount: 5 } });
    template.hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
    for (const { Properties } of ownFunctions) {
      expect(Properties).toMatchObject({
        DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetter'), 'Arn'] } },
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { [Env.STAGE]: 'production', [Env.REGION]: { Ref: 'AWS::Region' }, [Env.TABLE_NAME]: { Ref: expect.stringContaining('Table') } } },
      });
    }
  });

  test('C9: the tag on whatever takes tags; functions log by a statement of a policy beside the role, into their own log group alone', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', FUNCTION, 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage', 'AWS::EC2::VPC']) {
      template.allResourcesProperties(type, { Tags: Match.arrayWith([{ Key: 'Environment', Value: 'production' }]) });
    }
    const logging = statementsOf(template).filter(({ Action }) => listOf(Action).includes('logs:PutLogEvents'));
    expect(logging.length).toBeGreaterThanOrEqual(Object.keys(resourcesOf(template, FUNCTION)).length);
    for (const { Resource } of logging) expect(Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Logs/), 'Arn'] });
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::IAM::Role'))) {
      expect(Properties.Policies).toBeUndefined();
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('C10: every error of the gateway is a problem, with a status of its own', () => {
    const errors = Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => Properties);
    expect(errors.map(({ StatusCode }) => StatusCode)).toEqual(expect.arrayContaining(['400', '401', '403', '404', '413', '415', '429', '500', '502', '504']));
    for (const { ResponseParameters, ResponseTemplates } of errors) {
      expect(ResponseParameters).toMatchObject({ 'gatewayresponse.header.Content-Type': "'application/problem+json'" });
      expect(ResponseTemplates).toEqual({ 'application/json': expect.stringMatching(/^\{"type":"about:blank","title":"[^"]+",.*"requestId":"\$context\.requestId"\}$/) });
    }
  });

  test('C11: outputs tell where everything is, the key by its id alone, and two are exported', () => {
    const outputs = template.toJSON().Outputs as Record<string, { Value: unknown; Export?: { Name: string } }>;
    const valueOf = (name: string) => Object.entries(outputs).find(([id]) => new RegExp(`^Ingest${name}[0-9A-F]{8}$`).test(id))?.[1].Value;
    for (const name of ['ApiEndpoint', 'TableName', 'IngestFunctionName', 'ApiFunctionName', 'BucketName', 'QueueUrl', 'DeadLetterQueueUrl']) expect([name, valueOf(name)]).toEqual([name, expect.anything()]);
    expect(valueOf('ApiKeyId')).toEqual({ Ref: expect.stringContaining('Key') });
    expect(Object.values(resourcesOf(template, 'AWS::ApiGateway::ApiKey')).map(({ Properties }) => Properties.Value)).toEqual([undefined]);
    expect(Object.values(outputs).flatMap(({ Export }) => Export?.Name ?? []).sort()).toEqual(['orders-bucket-name', 'orders-table-name']);
  });
});

describe('C12: deployed, and used through the SDK and HTTP', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    const session = await startEnforcedSession(ordersStack);
    const key = await session.clients.apiGateway.send(new GetApiKeyCommand({ apiKey: findOutput(session.stack.outputs, 'ApiKeyId'), includeValue: true }));
    const signed = signedBy(session);
    const caller: Caller = (request) => signed({ ...request, headers: withKey(String(key.value))(request) });
    pipeline = new Pipeline(session, caller);
  });
  afterAll(() => pipeline?.stop());

  test('a file goes in, its rows come out, and they have 30 days', async () => {
    const before = Math.floor(Date.now() / 1000);
    expect(await pipeline.ingest('orders.csv', 'id,cents\n1,1999\n2,450\n')).toMatchObject({ status: 'COMMITTED', rowsWritten: 2, rowsRejected: 0 });
    expect(await pipeline.rows('orders.csv')).toEqual(['{"id":"1","cents":"1999"}', '{"id":"2","cents":"450"}']);
    const { Items: rows = [] } = await pipeline.session.clients.dynamodb.send(new ScanCommand({
      TableName: pipeline.session.table, FilterExpression: 'attribute_exists(#data)', ExpressionAttributeNames: { '#data': 'data' },
    }));
    expect(rows).toHaveLength(2);
    for (const { expiresAt } of rows) {
      expect(Number(expiresAt.N)).toBeGreaterThanOrEqual(before + THIRTY_DAYS);
      expect(Number(expiresAt.N)).toBeLessThanOrEqual(Date.now() / 1000 + THIRTY_DAYS + 1);
    }
  });

  test('a call without the key is refused, a wrong one gets a status and a problem, a page gets its preflight', async () => {
    const { session, api } = pipeline;
    expect((await api.send('/objects', 'GET', signedBy(session))).status).toBe(403);
    expectProblem(await api.call('/objects?limit=0'), 400);
    const { status, headers } = await http(`${session.api}/objects`, { method: 'OPTIONS', headers: { 'origin': PAGE, 'access-control-request-method': 'GET' }, caFile: session.caFile });
    expect({ ok: status >= 200 && status < 300, origin: headers['access-control-allow-origin'] }).toEqual({ ok: true, origin: PAGE });
  });

  test('the functions that read and answer are in two subnets and have the layer', async () => {
    const { clients: { lambda }, stack: { outputs } } = pipeline.session;
    for (const name of ['IngestFunctionName', 'ApiFunctionName']) {
      const { VpcConfig, Layers } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: findOutput(outputs, name) }));
      expect({ subnets: VpcConfig?.SubnetIds?.length, layers: Layers?.map(({ Arn }) => Arn) }).toEqual({ subnets: 2, layers: [expect.stringMatching(/:layer:[^:]+:1$/)] });
    }
  });

  test('is deleted by one command', async () => {
    const { stack: { stackName: StackName }, clients: { cloudFormation, lambda } } = pipeline.session;
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    let status: string | undefined;
    await until(async () => {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName })).catch(() => ({ Stacks: undefined }));
      status = Stacks?.[0]?.StackStatus ?? 'DELETE_COMPLETE';
      return status === 'DELETE_COMPLETE' ? true : undefined;
    }, () => `the stack is ${status}`);
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
  });
});
