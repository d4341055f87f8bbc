import { InvokeCommand } from '@aws-sdk/client-lambda';
import { Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { ROWS } from './stacks';
import { startSession, type Session } from '../../local/session';
import { ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** Answers with what it reads by the names in its environment. */
const READER = `
import boto3, json, os
def handler(event, context):
    parameters = json.loads(os.environ['INGEST_PARAMETERS'])
    secrets = json.loads(os.environ['INGEST_SECRETS'])
    ssm, manager = boto3.client('ssm'), boto3.client('secretsmanager')
    return {
        **{name: ssm.get_parameter(Name=value)['Parameter']['Value'] for name, value in parameters.items()},
        **{name: manager.get_secret_value(SecretId=value)['SecretString'] for name, value in secrets.items()},
    }
`;

function start(props: (stack: Stack) => ServerlessIngestApiProps): Promise<Session> {
  return startSession({
    build: (app) => {
      const stack = new Stack(app, 'Platform');
      new ServerlessIngestApi(stack, 'Ingest', { ...ROWS, ...props(stack) });
      return stack;
    },
  });
}

test('B2, B10, C1, D5: in an isolated network, behind aliases, under one key, a file goes in and rows come out', async () => {
  const session = await start((stack) => ({
    network: {},
    encryption: { key: new Key(stack, 'Key') },
    processing: { alias: 'live' },
    api: { ...ROWS.api, gradualDeployment: {}, provisionedConcurrency: { min: 1 } },
  }));
  const pipeline = new Pipeline(session, withKey(session.apiKey));
  try {
    await pipeline.ingest('in/a.csv', 'id\n1\n2\n');
    expect(await pipeline.rows('in/a.csv')).toEqual(['{"id":"1"}', '{"id":"2"}']);
  } finally {
    await pipeline.stop();
  }
});

test('B6: a function reads parameters and secrets at run time, by the names in its environment', async () => {
  const session = await start((stack) => ({
    processing: {
      function: new Function(stack, 'Mine', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline(READER), timeout: Duration.seconds(30) }),
      parameters: { rate: new StringParameter(stack, 'Rate', { stringValue: '7' }) },
      secrets: { token: new Secret(stack, 'Token', { secretStringValue: SecretValue.unsafePlainText('for this test') }) },
    },
  }));
  try {
    const [, name] = Object.entries(session.stack.physicalIds).find(([id]) => /^Mine[0-9A-F]{8}$/.test(id)) ?? [];
    const { Payload } = await session.clients.lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ rate: '7', token: 'for this test' });
  } finally {
    await session.stop();
  }
});
