import { Template } from 'aws-cdk-lib/assertions';
import { ApiKey, Period } from 'aws-cdk-lib/aws-apigateway';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { accessOf, methodsOf, policyOf } from './methods';
import { ApiAuth, ClientKey, Tenancy, type ApiOptions } from '../../src';
import { Env, type TenantSource } from '../../src/contract';
import { ingestStack, ingestTemplate, resourcesOf } from '../stacks';

const auth = ApiAuth.apiKey();

test('without a name there is one key, and its holder may do everything', () => {
  const template = ingestTemplate({ api: { auth } });
  template.resourceCountIs('AWS::ApiGateway::ApiKey', 1);
  expect(methodsOf(template).every(({ ApiKeyRequired }) => ApiKeyRequired)).toBe(true);
  expect(policyOf(template).map(([effect]) => effect)).toEqual(['Allow', 'Deny']);
  expect(accessOf(template)).toEqual({ authorization: { kind: 'apiKey' }, apiKeyRequired: true });
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 1000, BurstLimit: 2000 } });
});

describe('named keys', () => {
  const { stack, ingest } = ingestStack((scope) => ({
    api: {
      auth,
      apiKeys: [
        ClientKey.generated('reports'),
        ClientKey.existing(ApiKey.fromApiKeyId(scope, 'Theirs', 'abc123')),
        ClientKey.fromSecret('partner', Secret.fromSecretNameV2(scope, 'PartnerKey', 'partner')),
      ],
      operatorApiKeys: [ClientKey.fromSecret('operations', new Secret(scope, 'OperationsKey'), { field: 'key' })],
      usagePlan: { rateLimit: 10, burstLimit: 20, quota: { limit: 1000, period: Period.DAY } },
    },
  }));
  const template = Template.fromStack(stack);

  test('are created unless they exist, and all are in the usage plan', () => {
    template.resourceCountIs('AWS::ApiGateway::ApiKey', 3);
    const inPlan = Object.values(resourcesOf(template, 'AWS::ApiGateway::UsagePlanKey')).map(({ Properties }) => Properties.KeyId);
    expect(inPlan).toHaveLength(4);
    expect(inPlan).toContain('abc123');
    expect(ingest.api.apiKeys).toHaveLength(4);
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 10, BurstLimit: 20 }, Quota: { Limit: 1000, Period: 'DAY' },
    });
  });

  test('the handler is told the ids of the operators\' keys, and no value', () => {
    const { operatorKeys } = accessOf(template);
    expect(operatorKeys).toEqual([expect.stringMatching(/^<.*Keyoperations.*>$/)]);
  });

  test('a value from Secrets Manager is nowhere but in a reference of the key itself', () => {
    const keys = resourcesOf(template, 'AWS::ApiGateway::ApiKey');
    const values = Object.values(keys).map(({ Properties }) => JSON.stringify(Properties.Value)).filter((value) => value !== undefined);
    expect(values).toHaveLength(2);
    for (const value of values) expect(value).toMatch(/\{\{resolve:secretsmanager:.*:SecretString:(key)?::\}\}/);
    const { Outputs: outputs, Resources: resources } = template.toJSON() as { Outputs: object; Resources: Record<string, object> };
    const others = Object.entries(resources).filter(([id]) => !(id in keys)).map(([, resource]) => resource);
    expect(JSON.stringify([outputs, others])).not.toContain('resolve:secretsmanager');
  });

  test('are told apart in the outputs, by their ids', () => {
    const outputs = template.findOutputs('*');
    const ids = Object.keys(outputs).filter((id) => id.includes('ApiKeyId'));
    expect(ids).toEqual(['reports', 'partner', 'operations'].map((name) => expect.stringMatching(new RegExp(`ApiKeyId${name}`)) as unknown));
    expect(ids.every((id) => /^Id of the API key of \w+, not its value$/.test(String(outputs[id].Description)))).toBe(true);
  });
});

test('tenants are told to the handler by the ids of their keys', () => {
  const { tenant } = accessOf(ingestTemplate((stack) => ({
    api: {
      auth,
      apiKeys: [ClientKey.generated('acme', { tenant: 'acme' }), ClientKey.existing(ApiKey.fromApiKeyId(stack, 'Theirs', 'abc123'), { tenant: 'globex' })],
      operatorApiKeys: [ClientKey.generated('acme-operator', { tenant: 'acme' })],
      tenancy: Tenancy.apiKeys(),
    },
  })));
  expect(tenant?.from).toBe('apiKey');
  const { tenants } = tenant as Extract<TenantSource, { from: 'apiKey' }>;
  expect(Object.entries(tenants).map(([id, name]) => [id.replace(/^<.*RestApi(Key\w+?)[0-9A-F]{8}>$/, '$1'), name])).toEqual([
    ['Keyacme', 'acme'], ['abc123', 'globex'], ['Keyacmeoperator', 'acme'],
  ]);
});

test.each<[string, ApiOptions, RegExp]>([
  ['keys that no method asks for', { apiKeys: [ClientKey.generated('a')] }, /mean nothing where no method asks for a key: set requireApiKey/],
  ['a usage plan without keys', { usagePlan: { rateLimit: 1 } }, /set requireApiKey/],
  ['two keys of one name', { auth, apiKeys: [ClientKey.generated('a')], operatorApiKeys: [ClientKey.generated('a')] }, /two API keys are named a/],
  ['a name with a space', { auth, apiKeys: [ClientKey.generated('a b')] }, /"a b" is not the name of an API key/],
  ['a key of no tenant\'s name', { auth, apiKeys: [ClientKey.generated('a', { tenant: '../b' })] }, /"..\/b" is not the name of a tenant/],
])('refuses %s', (_, api, message) => {
  expect(() => ingestTemplate({ api })).toThrow(message);
});

test('no key is in any environment', () => {
  const template = ingestTemplate({ api: { auth, apiKeys: [ClientKey.generated('a')] } });
  for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::Function'))) {
    const { Variables: variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    expect(Object.keys(variables).filter((name) => name !== Env.ACCESS && /KEY/.test(name))).toEqual([]);
  }
});
