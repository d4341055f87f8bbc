import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { accessOf, methodsFor, methodsOf, policyOf } from './methods';
import { ApiAuth, AuthorizerInput, ServerlessIngestApi, type ApiOptions, type CognitoAuthOptions, type LambdaAuthOptions } from '../../src';
import { Right } from '../../src/contract';
import { ingestTemplate, resourcesOf } from '../stacks';

const EVERYTHING = 'execute-api:/*';
const ONLY_DENY = [['Deny', EVERYTHING]];
const ALLOW_AND_DENY = [['Allow', EVERYTHING], ['Deny', EVERYTHING]];

function authorizerIn(stack: Stack): Function {
  return new Function(stack, 'Authorizer', { code: Code.fromInline('exports.handler = 1'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
}

describe('by IAM', () => {
  test('B4: each method asks for a signature, and the resource policy allows nobody', () => {
    const template = ingestTemplate();
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM' });
    expect(policyOf(template)).toEqual(ONLY_DENY);
    expect(accessOf(template)).toEqual({ authorization: { kind: 'iam' } });
  });

  test('operators may be named', () => {
    const operators = ['arn:aws:iam::123456789012:role/teams/Operator', 'arn:aws-cn:iam::123456789012:user/ops'];
    expect(accessOf(ingestTemplate({ api: { auth: ApiAuth.iam({ operators }) } }))).toEqual({ authorization: { kind: 'iam', operators } });
  });

  test.each(['Operator', 'arn:aws:iam::123456789012:role/*', 'arn:aws:sts::123456789012:assumed-role/Operator/me', ''])('an operator is not %p', (operator) => {
    expect(() => ingestTemplate({ api: { auth: ApiAuth.iam({ operators: [operator] }) } })).toThrow(/is not the ARN of a role or a user: take one such as/);
  });
});

describe('by a Cognito pool', () => {
  const template = (options?: CognitoAuthOptions) => ingestTemplate((stack) => ({ api: { auth: ApiAuth.cognito(new UserPool(stack, 'Pool'), options) } }));
  const scopes = (of: Template) => Object.fromEntries(Object.values(Right).map((right) => {
    const lists = methodsFor(of, right).map(({ AuthorizationScopes }) => JSON.stringify(AuthorizationScopes));
    expect(new Set(lists).size).toBe(1);
    return [right, methodsFor(of, right)[0].AuthorizationScopes];
  }));

  test('B4: its tokens, and an Allow beside the Deny, without which API Gateway refuses everybody', () => {
    const found = template();
    found.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'COGNITO_USER_POOLS' });
    expect(policyOf(found)).toEqual(ALLOW_AND_DENY);
    expect(scopes(found)).toEqual({ caller: undefined, reader: undefined, uploader: undefined, operator: undefined });
    expect(accessOf(found).authorization).toEqual({ kind: 'cognito', scopes: [], uploadScopes: [], operatorScopes: [], operatorGroups: [] });
  });

  test('the scopes of each right', () => {
    expect(scopes(template({ scopes: ['i/read'] }))).toEqual({ caller: ['i/read'], reader: ['i/read'], uploader: ['i/read'], operator: ['i/read'] });
    expect(scopes(template({ scopes: ['i/read'], uploadScopes: ['i/write'], operatorScopes: ['i/operate'] }))).toEqual({
      caller: ['i/read', 'i/write', 'i/operate'], reader: ['i/read', 'i/operate'], uploader: ['i/write', 'i/operate'], operator: ['i/operate'],
    });
  });

  test('where groups decide too, the gateway leaves it to the handler', () => {
    const found = template({ operatorScopes: ['i/operate'], operatorGroups: ['ops'] });
    expect(scopes(found)).toEqual({ caller: undefined, reader: undefined, uploader: undefined, operator: undefined });
    expect(accessOf(found).authorization).toMatchObject({ operatorScopes: ['i/operate'], operatorGroups: ['ops'] });
    expect(scopes(template({ scopes: ['i/read'], operatorScopes: ['i/operate'], operatorGroups: ['ops'] })).operator).toEqual(['i/read', 'i/operate']);
  });

  test.each(['two words', 'a,b', '[a]', ''])('refuses the group %p', (group) => {
    expect(() => template({ operatorGroups: [group] })).toThrow(/use a name without spaces, commas and brackets/);
  });
});

describe('by a Lambda authorizer', () => {
  const template = (options?: LambdaAuthOptions) => ingestTemplate((stack) => ({
    api: { auth: ApiAuth.lambdaAuthorizer(authorizerIn(stack), options) },
  }));

  test('B4: that is given the request; the resource policy holds no Allow, which would overrule it', () => {
    const found = template();
    found.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM' });
    found.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST', IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 300,
    });
    expect(policyOf(found)).toEqual(ONLY_DENY);
    expect(accessOf(found).authorization).toEqual({ kind: 'authorizer', rightsKey: 'rights' });
    found.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com', FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    });
  });

  test('that is given a token', () => {
    const found = template({ input: AuthorizerInput.TOKEN, identityHeaders: ['X-Token'], cacheTtl: Duration.seconds(0), rightsKey: 'role' });
    found.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'TOKEN', IdentitySource: 'method.request.header.X-Token', AuthorizerResultTtlInSeconds: 0,
    });
    expect(accessOf(found).authorization).toEqual({ kind: 'authorizer', rightsKey: 'role' });
  });

  test('that knows callers by several headers', () => {
    template({ identityHeaders: ['Authorization', 'X-Device'] }).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      IdentitySource: 'method.request.header.Authorization,method.request.header.X-Device',
    });
  });

  test.each<[LambdaAuthOptions, RegExp]>([
    [{ input: AuthorizerInput.TOKEN, identityHeaders: ['A', 'B'] }, /is given one header, not A and B/],
    [{ identityHeaders: [] }, /identityHeaders is empty/],
    [{ identityHeaders: ['X Token'] }, /"X Token" is not the name of a header/],
    [{ cacheTtl: Duration.hours(2) }, /at most an hour, not 7200 s/],
    [{ rightsKey: 'claims' }, /"claims" is not a member of a context that an authorizer sets/],
    [{ rightsKey: '' }, /"" is not a member/],
  ])('refuses %j', (options, message) => {
    expect(() => template(options)).toThrow(message);
  });

  test('of another stack gets its permission here, so that neither stack waits for the other', () => {
    const app = new App();
    const owner = new Stack(app, 'Owner');
    const stack = new Stack(app, 'Test');
    new ServerlessIngestApi(stack, 'Ingest', { api: { auth: ApiAuth.lambdaAuthorizer(authorizerIn(owner)) } });
    Template.fromStack(owner).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(Object.values(resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Permission'))
      .filter(({ Properties }) => JSON.stringify(Properties.FunctionName).includes('Fn::ImportValue'))).toHaveLength(1);
  });

  test('of another account is handed over', () => {
    const build = (importsPrepared?: boolean) => {
      const stack = new Stack(new App(), 'Test', { env: { account: '123456789012', region: 'eu-west-1' } });
      const authorizer = Function.fromFunctionArn(stack, 'Theirs', 'arn:aws:lambda:eu-west-1:210987654321:function:authorizer');
      new ServerlessIngestApi(stack, 'Ingest', { api: { auth: ApiAuth.lambdaAuthorizer(authorizer), importsPrepared } });
      return Template.fromStack(stack);
    };
    expect(() => build()).toThrow(/function:authorizer is in another account and cannot be changed from here/);
    build(true).resourceCountIs('AWS::ApiGateway::Authorizer', 1);
  });
});

describe('by nobody', () => {
  test('the reason stands in the template', () => {
    const template = ingestTemplate({ api: { auth: ApiAuth.none('these prices are public') } });
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE' });
    template.hasResource('AWS::ApiGateway::RestApi', {
      Metadata: { WithoutAuthorization: 'these prices are public' },
      Properties: { Description: 'Objects, their status and their rows. Without authorization: these prices are public' },
    });
    expect(policyOf(template)).toEqual(ALLOW_AND_DENY);
    expect(methodsOf(template).some(({ ApiKeyRequired }) => ApiKeyRequired)).toBe(false);
    expect(accessOf(template)).toEqual({ authorization: { kind: 'none' } });
  });

  test.each(['', '  \n'])('asks for a reason, which %p is not', (reason) => {
    expect(() => ApiAuth.none(reason)).toThrow(/takes a reason, and this one is empty/);
  });
});

test.each<[string, (stack: Stack) => ApiOptions]>([
  ['IAM', () => ({})],
  ['Cognito', (stack) => ({ auth: ApiAuth.cognito(new UserPool(stack, 'Pool')) })],
  ['a Lambda authorizer', (stack) => ({ auth: ApiAuth.lambdaAuthorizer(authorizerIn(stack)) })],
  ['nobody', () => ({ auth: ApiAuth.none('for the test') })],
])('a key may be asked for besides %s, and changes nothing else', (_, api) => {
  const plain = ingestTemplate((stack) => ({ api: api(stack) }));
  const keyed = ingestTemplate((stack) => ({ api: { ...api(stack), requireApiKey: true } }));
  expect(methodsOf(keyed).every(({ ApiKeyRequired }) => ApiKeyRequired)).toBe(true);
  const kinds = (template: Template) => methodsOf(template).map(({ AuthorizationType }) => AuthorizationType);
  expect(kinds(keyed)).toEqual(kinds(plain));
  expect(policyOf(keyed)).toEqual(policyOf(plain));
  keyed.resourceCountIs('AWS::ApiGateway::ApiKey', 1);
  plain.resourceCountIs('AWS::ApiGateway::ApiKey', 0);
});
