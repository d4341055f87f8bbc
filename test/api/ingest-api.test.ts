import { Duration, Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AccountLogging, type ApiOptions } from '../../src';
import { routesOf } from '../../src/api/routes';
import { ApiItem, Env } from '../../src/contract';
import { ingestTemplate, listOf, resourcesOf, statementsOf } from '../stacks';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

test('B4: has a method for each route, with the query parameters and the body that the route has', () => {
  const template = ingestTemplate();
  template.resourceCountIs('AWS::ApiGateway::Method', DEFAULT_ROUTES.length);
  for (const route of DEFAULT_ROUTES) {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      OperationName: route.operation,
      HttpMethod: route.method,
      ...(route.query && { RequestParameters: Object.fromEntries(route.query.map((name) => [`method.request.querystring.${name}`, false])) }),
      ...(route.body && { RequestModels: { 'application/json': Match.anyValue() } }),
      RequestValidatorId: Match.anyValue(),
    });
  }
});

describe('C3: account logging', () => {
  test.each([[AccountLogging.ENSURE, 1, 1], [AccountLogging.ASSUME_SET, 0, 1], [AccountLogging.OFF, 0, 0]])('%s: %i setting, %i access log', (accountLogging, settings, logs) => {
    const template = ingestTemplate({ api: { accountLogging } });
    template.resourceCountIs('Custom::ApiGatewayAccountLogging', settings);
    template.resourcePropertiesCountIs('AWS::ApiGateway::Stage', { AccessLogSetting: Match.anyValue() }, logs);
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('is set before the stage that needs it', () => {
    const [stage] = Object.values(resourcesOf(ingestTemplate(), 'AWS::ApiGateway::Stage'));
    expect(stage.DependsOn).toEqual(expect.arrayContaining([expect.stringContaining('AccountLoggingSetting')]));
  });
});

test('passes on what uploads are allowed', () => {
  ingestTemplate({ api: { maxUploadSize: Size.mebibytes(5), uploadExpiry: Duration.minutes(1) } }).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ [Env.UPLOADS]: JSON.stringify({ maxBytes: 5 * 1024 * 1024, expiresSeconds: 60 }) }) },
  });
});

test.each<[ApiOptions, RegExp]>([
  [{ timeout: Duration.seconds(29) }, /29 s is not below the 29 s of API Gateway/],
  [{ uploadExpiry: Duration.minutes(6) }, /1 to 300 s, not 360 s/],
  [{ maxUploadSize: Size.tebibytes(6) }, /1 byte to 5 TiB/],
])('refuses %p', (api, message) => {
  expect(() => ingestTemplate({ api })).toThrow(message);
});

test('refuses a stage that API Gateway does not take, by its name', () => {
  expect(() => ingestTemplate({ stage: 'my stage' })).toThrow(/"my stage" is not a stage name/);
});

test('B3: the web ACL limits the rate of an address', () => {
  ingestTemplate({ api: { rateLimitPerAddress: 500 } }).hasResourceProperties('AWS::WAFv2::WebACL', {
    Rules: Match.arrayWith([Match.objectLike({ Statement: { RateBasedStatement: { Limit: 500, AggregateKeyType: 'IP' } } })]),
  });
});

test('the function may write only items that begin with a prefix of their own, and no ledger entry or row', () => {
  const writes = statementsOf(ingestTemplate()).filter(({ Action }) => listOf(Action).includes('dynamodb:DeleteItem'));
  expect(writes.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([{
    Action: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${ApiItem.PREFIX}*`] } },
  }]);
});
