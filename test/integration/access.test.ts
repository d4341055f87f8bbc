import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CfnOutput, Stack, type App } from 'aws-cdk-lib';
import { StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretValue } from 'aws-cdk-lib/core';
import { ApiClient } from './api-client';
import { nobody, withKey, type Caller } from './callers';
import { elsewhere, expectMatrix, may, refused, type Matrix } from './credentials-matrix';
import { Pipeline } from './pipeline';
import { sharedPipeline } from './shared-pipeline';
import { http } from '../../local/http';
import type { LedgerEntry } from '../../local/ingest-client';
import { findOutput, startSession, toLocalApi, type Session } from '../../local/session';
import { ApiAuth, ClientKey, IngestApi, Records, Tenancy } from '../../src';
import { ROUTES, routesOf } from '../../src/api/routes';
import { Right } from '../../src/contract';

const ALL = Object.values(Right);
const NO_OPERATOR = [Right.CALLER, Right.READER, Right.UPLOADER];
const PASSWORD = 'Only-4-the-test';
const SECRET_KEY = 'a-key-of-the-secrets-manager';

/** An authorizer that takes `<tenant>:<rights>` for a token: who lies there is out of the test. */
const AUTHORIZER = `exports.handler = async ({ headers, methodArn }) => {
  const token = headers.Authorization ?? headers.authorization;
  if (token === 'unknown') throw new Error('Unauthorized');
  const [tenant, rights] = token.split(':');
  const statement = { Action: 'execute-api:Invoke', Effect: token === 'denied' ? 'Deny' : 'Allow', Resource: methodArn.split('/').slice(0, 2).join('/') + '/*' };
  return { principalId: token, policyDocument: { Version: '2012-10-17', Statement: [statement] }, context: { tenant, ...rights !== undefined && { rights } } };
};`;

/** One pipeline, and an API for each way to know a caller that needs no signature. */
function build(app: App): Stack {
  const stack = new Stack(app, 'Access');
  const part = sharedPipeline(stack);
  const pool = new UserPool(stack, 'Pool', { customAttributes: { tenant: new StringAttribute() } });
  const client = pool.addClient('Client', { authFlows: { userPassword: true } });
  const authorizer = new Function(stack, 'Authorizer', { code: Code.fromInline(AUTHORIZER), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
  const secret = new Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText(SECRET_KEY) });
  const apis: Record<string, IngestApi> = {
    Token: new IngestApi(stack, 'ByToken', {
      ...part, auth: ApiAuth.cognito(pool, { operatorGroups: ['operators'] }), tenancy: Tenancy.cognitoClaim('custom:tenant'),
    }),
    Function: new IngestApi(stack, 'ByFunction', { ...part, auth: ApiAuth.lambdaAuthorizer(authorizer), tenancy: Tenancy.authorizerContext() }),
    Key: new IngestApi(stack, 'ByKey', {
      ...part,
      auth: ApiAuth.apiKey(),
      apiKeys: [ClientKey.generated('reader', { tenant: 'a' }), ClientKey.generated('none'), ClientKey.fromSecret('secret', secret, { tenant: 'a' })],
      operatorApiKeys: [ClientKey.generated('operator', { tenant: 'a' }), ClientKey.generated('other', { tenant: 'b' })],
      tenancy: Tenancy.apiKeys(),
      usagePlan: { rateLimit: 1000, burstLimit: 1000 },
    }),
    Nobody: new IngestApi(stack, 'ByNobody', { ...part, auth: ApiAuth.none('for the test'), records: Records.upsert({ partitionKey: 'n' }) }),
  };
  const outputs: Record<string, string> = {
    PoolId: pool.userPoolId,
    ClientId: client.userPoolClientId,
    ...Object.fromEntries(Object.entries(apis).map(([name, { url }]) => [`Url${name}`, url])),
    ...Object.fromEntries(apis.Key.apiKeys.map(({ keyId }, index) => [`Key${index}`, keyId])),
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
  return stack;
}

let session: Session;
let pipeline: Pipeline;
let own: LedgerEntry;
beforeAll(async () => {
  session = await startSession({ build });
  pipeline = new Pipeline(session, withKey(session.apiKey));
  [own] = await Promise.all([pipeline.ingest('in/a/own.csv', 'n\n1\n2\n3\n'), pipeline.ingest('in/b/other.csv', 'n\n1\n')]);
});
afterAll(() => session?.stop());

const urlOf = (name: string) => toLocalApi(session.endpoint, findOutput(session.stack.outputs, `Url${name}`));
const clientOf = (name: string) => new ApiClient(urlOf(name), nobody);
const withToken = (token: string): Caller => ({ headers }) => ({ ...headers, authorization: token });

/** An API with jobs and a page of documentation, whose objects, uploads and jobs an operator of the tenant has made. */
const matrixOf = (name: string, owner: Caller): Matrix =>
  ({ client: clientOf(name), owner: new ApiClient(urlOf(name), owner), id: own.id, features: { maintenance: true, docs: true } });

/** Every caller's tenant sees its own objects and nothing else. */
async function expectOwnList(name: string, callers: Record<string, Caller>): Promise<void> {
  for (const [tenant, caller] of Object.entries(callers)) {
    for (const query of ['', '?prefix=in/', `?prefix=in/${tenant}/`]) {
      const { body } = await clientOf(name).send(`/objects${query}`, 'GET', caller);
      const keys = (JSON.parse(body) as { items: LedgerEntry[] }).items.map(({ key }) => key);
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !key.startsWith(`in/${tenant}/`))).toEqual([]);
    }
    const { body } = await clientOf(name).send(`/objects?prefix=in/${tenant === 'a' ? 'b' : 'a'}/`, 'GET', caller);
    expect(JSON.parse(body)).toEqual({ items: [], nextCursor: null });
  }
}

describe('B4: by tokens of a user pool', () => {
  const tokens: Record<string, string> = {};

  async function cognito<T>(action: string, body: object): Promise<T> {
    const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${action}`, 'content-type': 'application/x-amz-json-1.1' };
    const answer = await http(session.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${action} was answered with ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body || '{}') as T;
  }

  beforeAll(async () => {
    const pool = { UserPoolId: findOutput(session.stack.outputs, 'PoolId') };
    await cognito('CreateGroup', { ...pool, GroupName: 'operators' });
    await cognito('CreateGroup', { ...pool, GroupName: 'operators2' });
    for (const [name, tenant, group] of [['reader', 'a', 'operators2'], ['operator', 'a', 'operators'], ['other', 'b', 'operators'], ['none', '', 'operators'], ['bad', '../b', 'operators']]) {
      const user = { ...pool, Username: name };
      await cognito('AdminCreateUser', { ...user, MessageAction: 'SUPPRESS', ...tenant && { UserAttributes: [{ Name: 'custom:tenant', Value: tenant }] } });
      await cognito('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
      await cognito('AdminAddUserToGroup', { ...user, GroupName: group });
      const { AuthenticationResult: result } = await cognito<{ AuthenticationResult: { IdToken: string } }>('InitiateAuth', {
        ClientId: findOutput(session.stack.outputs, 'ClientId'), AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: name, PASSWORD },
      });
      tokens[name] = result.IdToken;
    }
  });

  test('nobody, and who has no valid token, is answered with 401', async () => {
    const [head, , signature] = tokens.operator.split('.');
    const claims = JSON.parse(Buffer.from(tokens.reader.split('.')[1], 'base64url').toString()) as object;
    const forged = [head, Buffer.from(JSON.stringify({ ...claims, 'cognito:groups': ['operators'] })).toString('base64url'), signature].join('.');
    for (const caller of [nobody, withToken('wrong'), withToken(forged)]) await expectMatrix(matrixOf('Token', withToken(tokens.operator)), caller, refused(401));
  });

  test.each([
    ['reader', may(...NO_OPERATOR)], ['operator', may(...ALL)], ['other', elsewhere(may(...ALL))], ['none', may(Right.CALLER)], ['bad', may(Right.CALLER)],
  ])('%s', async (name, expectation) => {
    await expectMatrix(matrixOf('Token', withToken(tokens.operator)), withToken(tokens[name]), expectation);
  });

  test('each sees the objects of its tenant', async () => {
    await expectOwnList('Token', { a: withToken(tokens.reader), b: withToken(tokens.other) });
  });
});

describe('B4: by a Lambda authorizer', () => {
  test.each([
    ['nobody', undefined, refused(401)],
    ['who is unknown', 'unknown', refused(401)],
    ['who is denied', 'denied', refused(403)],
    ['who is told nothing of rights', 'a', may(...NO_OPERATOR)],
    ['a reader', 'a:reader', may(Right.CALLER, Right.READER)],
    ['an uploader', 'a:uploader', may(Right.CALLER, Right.UPLOADER)],
    ['an operator', 'a:operator', may(...ALL)],
    ['who has rights that there are not', 'a:admin', may(Right.CALLER)],
    ['an operator of another tenant', 'b:operator', elsewhere(may(...ALL))],
    ['an operator of no tenant', ':operator', may(Right.CALLER)],
    ['an operator of a tenant with no possible name', 'a/:operator', may(Right.CALLER)],
  ])('%s', async (_, token, expectation) => {
    await expectMatrix(matrixOf('Function', withToken('a:operator')), token === undefined ? nobody : withToken(token), expectation);
  });

  test('each sees the objects of its tenant', async () => {
    await expectOwnList('Function', { a: withToken('a:reader'), b: withToken('b:reader') });
  });
});

describe('B4: by API keys', () => {
  const values: string[] = [];
  beforeAll(async () => {
    for (let index = 0; index < 5; index++) {
      const id = findOutput(session.stack.outputs, `Key${index}`);
      values.push(String((await session.clients.apiGateway.send(new GetApiKeyCommand({ apiKey: id, includeValue: true }))).value));
    }
  });

  test('nobody, and who has a key of another API, is answered with 403', async () => {
    for (const caller of [nobody, withKey('wrong'), withKey(session.apiKey)]) await expectMatrix(matrixOf('Key', withKey(values[3])), caller, refused(403));
  });

  test.each([
    ['a reader', 0, may(...NO_OPERATOR)],
    ['who has no tenant', 1, may(Right.CALLER)],
    ['a reader whose key is a secret', 2, may(...NO_OPERATOR)],
    ['an operator', 3, may(...ALL)],
    ['an operator of another tenant', 4, elsewhere(may(...ALL))],
  ])('%s', async (_, index, expectation) => {
    await expectMatrix(matrixOf('Key', withKey(values[3])), withKey(values[index]), expectation);
  });

  test('each sees the objects of its tenant', async () => {
    await expectOwnList('Key', { a: withKey(values[0]), b: withKey(values[4]) });
  });

  test('the value that is a secret\'s is in the key, and in no output', () => {
    expect(values[2]).toBe(SECRET_KEY);
    expect(JSON.stringify(session.stack.outputs)).not.toContain(SECRET_KEY);
  });
});

test('without authorization everybody reads and uploads, and nobody operates', async () => {
  const features = { maintenance: true, upsert: true, docs: true };
  expect(routesOf(features)).toEqual(ROUTES);
  const matrix = { client: clientOf('Nobody'), owner: pipeline.api, id: own.id, features, instead: { listRows: 404 } };
  for (const caller of [nobody, withToken('a:operator'), withKey(session.apiKey)]) await expectMatrix(matrix, caller, may(...NO_OPERATOR));
});

test('without operators apart the one key does everything, and there are no tenants', async () => {
  const matrix = { client: pipeline.api, owner: pipeline.api, id: own.id, features: { maintenance: true } };
  await expectMatrix(matrix, withKey(session.apiKey), may(...ALL));
});
