import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { methodsOf, policyOf } from './methods';
import { ApiAuth, ServerlessIngestApi, type ApiCors, type ApiOptions } from '../../src';
import { routesOf } from '../../src/api/routes';
import { Env } from '../../src/contract';
import { ingestTemplate, resourcesOf } from '../stacks';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

const APP = 'https://app.example.com';
const PATHS = [...new Set(DEFAULT_ROUTES.map(({ path }) => path))];

/** Headers of every preflight of a template, which must be of one kind but for the methods. */
function preflightsOf(template: Template): Record<string, string>[] {
  return methodsOf(template).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS').map((method) => {
    const { Type: type, IntegrationResponses: answers } = method.Integration as { Type: string; IntegrationResponses: Answer[] };
    expect(method).toMatchObject({ AuthorizationType: 'NONE', ApiKeyRequired: false });
    expect(type).toBe('MOCK');
    const [answer] = answers;
    const declared = (method.MethodResponses as unknown as Answer[])[0];
    expect(declared.StatusCode).toBe(answer.StatusCode);
    expect(Object.keys(declared.ResponseParameters).sort()).toEqual(Object.keys(answer.ResponseParameters).sort());
    return headersOf(answer.ResponseParameters, 'method.response.header.');
  });
}

interface Answer {
  readonly StatusCode: string;
  readonly ResponseParameters: Record<string, string>;
  readonly ResponseTemplates?: Record<string, string>;
}

function headersOf(parameters: Record<string, string>, before: string): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.slice(before.length), value.replace(/^'(.*)'$/, '$1')]));
}

/** Headers of the gateway's own errors. */
function errorsOf(template: Template): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => [
    String(Properties.ResponseType), headersOf(Properties.ResponseParameters as Record<string, string>, 'gatewayresponse.header.'),
  ]));
}

const template = ingestTemplate({ api: { cors: { origins: [APP] } } });

test('without the option there is nothing of it', () => {
  const text = JSON.stringify(ingestTemplate().toJSON());
  expect(text).not.toMatch(/Access-Control|OPTIONS|CorsConfiguration|INGEST_CORS/);
});

test('D6: each resource answers preflights, with a method and an integration response', () => {
  const preflights = preflightsOf(template);
  expect(preflights).toHaveLength(PATHS.length);
  for (const headers of preflights) {
    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': APP, 'Vary': 'Origin', 'Access-Control-Max-Age': '3600' });
    expect(headers['Access-Control-Allow-Headers'].split(',')).toEqual(expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match', 'X-Api-Key']));
    expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
  }
  const methods = preflights.map((headers) => headers['Access-Control-Allow-Methods']).sort();
  expect(methods).toEqual(PATHS.map((path) => DEFAULT_ROUTES.filter((route) => route.path === path).map(({ method }) => method).join(',')).sort());
});

test('C5: the gateway\'s own errors name the origin', () => {
  const headers = { 'Access-Control-Allow-Origin': APP, 'Vary': 'Origin', 'Content-Type': 'application/problem+json' };
  const errors = errorsOf(template);
  expect(Object.keys(errors)).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'ACCESS_DENIED', 'THROTTLED', 'WAF_FILTERED']));
  for (const [type, set] of Object.entries(errors)) expect({ type, ...set }).toEqual(expect.objectContaining({ type, ...headers }));
});

test('several origins: the preflight chooses, and the gateway\'s own errors repeat the request\'s', () => {
  const several = ingestTemplate({ api: { cors: { origins: [APP, 'http://localhost:3000', APP] } } });
  for (const errors of Object.values(errorsOf(several))) expect(errors['Access-Control-Allow-Origin']).toBe('method.request.header.Origin');
  const [preflight] = methodsOf(several).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');
  const [answer] = preflight.Integration.IntegrationResponses as Answer[];
  expect(answer.ResponseTemplates?.['application/json']).toMatch(/\$origin == "http:\/\/localhost:3000"[^]*Access-Control-Allow-Origin = \$origin/);
});

test('under IAM a preflight, which nobody signs, needs an Allow of its own; where all are let in already it does not', () => {
  expect(policyOf(template)).toEqual([['Allow', 'execute-api:/*/OPTIONS/*'], ['Deny', 'execute-api:/*']]);
  expect(policyOf(ingestTemplate({ api: { auth: ApiAuth.apiKey(), cors: { origins: [APP] } } }))).toEqual([['Allow', 'execute-api:/*'], ['Deny', 'execute-api:/*']]);
});

test('the handler is told', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        [Env.CORS]: JSON.stringify({
          origins: [APP], exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'x-amzn-ErrorType', 'x-amzn-RequestId'], credentials: false,
        }),
      },
    },
  });
});

test('every value can be said', () => {
  const cors: ApiCors = {
    origins: [APP], methods: ['GET'], headers: ['Authorization'], exposedHeaders: ['ETag'], maxAge: Duration.minutes(5), credentials: true,
  };
  const said = ingestTemplate({ api: { cors } });
  for (const headers of preflightsOf(said)) {
    expect(headers).toEqual({
      'Access-Control-Allow-Origin': APP,
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Headers': 'Authorization',
      'Access-Control-Max-Age': '300',
      'Access-Control-Allow-Credentials': 'true',
      'Vary': 'Origin',
    });
  }
  for (const headers of Object.values(errorsOf(said))) {
    expect(headers).toMatchObject({ 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Expose-Headers': 'ETag' });
  }
  const uncached = ingestTemplate({ api: { cors: { origins: [APP], maxAge: Duration.seconds(0) } } });
  for (const headers of preflightsOf(uncached)) expect(headers['Access-Control-Max-Age']).toBe('-1');
});

describe('E4: the bucket', () => {
  const rules = [{ AllowedOrigins: [APP], AllowedMethods: ['POST', 'PUT'], AllowedHeaders: ['*'], MaxAge: 3600 }];
  const api: ApiOptions = { cors: { origins: [APP] } };

  test('that is created takes uploads of the same pages', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { CorsConfiguration: { CorsRules: rules } });
  });

  test('of the caller, in this stack or another, does too', () => {
    ingestTemplate((stack) => ({ source: { bucket: new Bucket(stack, 'Mine') }, api }))
      .hasResourceProperties('AWS::S3::Bucket', { CorsConfiguration: { CorsRules: rules } });
    const owner = new Stack(new App(), 'Owner');
    new ServerlessIngestApi(new Stack(owner.node.root as App, 'Test'), 'Ingest', { source: { bucket: new Bucket(owner, 'Theirs') }, api });
    Template.fromStack(owner).hasResourceProperties('AWS::S3::Bucket', { CorsConfiguration: { CorsRules: rules } });
  });

  test('that is imported has its rule handed over', () => {
    const build = (importsPrepared?: boolean) => ingestTemplate((stack) => ({
      source: { bucket: Bucket.fromBucketName(stack, 'Imported', 'theirs'), importsPrepared }, api,
    }));
    expect(() => build()).toThrow(/cannot be changed from here: add this rule[^]*"AllowedOrigins": \[\s*"https:\/\/app\.example\.com"/);
    expect(() => build(true)).not.toThrow();
  });
});

test.each<[Partial<ApiCors>, RegExp]>([
  [{ origins: [] }, /cors.origins is empty/],
  [{ origins: ['*'] }, /lets in the pages of everybody: name each origin/],
  ...['https://app.example.com/', 'https://App.example.com', 'app.example.com', 'https://app.example.com:443', 'http://a:80', 'null', '',
    'https://*.example.com', 'https://app.example.com/path', 'https://a b', 'https://a\'b', 'https://a,https://b', 'https://user@a', 'https://a:0']
    .map((origin): [Partial<ApiCors>, RegExp] => [{ origins: [origin] }, /which no browser sends: take scheme, host in lower case and port/]),
  [{ credentials: true, origins: [APP, 'https://b.example.com'] }, /with credentials takes exactly one origin, not 2/],
  [{ methods: ['PUT '] }, /"PUT ", which no route has: use some of GET, /],
  [{ headers: ['*'] }, /"\*", which is no header's name/],
  [{ exposedHeaders: ['a b'] }, /"a b", which is no header's name/],
  [{ maxAge: Duration.days(2) }, /at most a day, not 172800 s/],
])('refuses %j', (cors, message) => {
  expect(() => ingestTemplate({ api: { cors: { origins: [APP], ...cors } } })).toThrow(message);
});

test.each(['http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'capacitor://localhost', 'https://a-b.c_d.example'])('takes %s', (origin) => {
  expect(() => ingestTemplate({ api: { cors: { origins: [origin] } } })).not.toThrow();
});
