import { Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { accessOf, textOf } from './methods';
import { ApiAuth, ClientKey, Tenancy, type ApiOptions, type GrantUploadOptions } from '../../src';
import { ingestStack, ingestTemplate, statementsOf } from '../stacks';

const ROLE = 'arn:aws:iam::123456789012:role/Acme';

test('the handler is told where the tenant is', () => {
  const tenantOf = (api: ApiOptions) => accessOf(ingestTemplate({ api })).tenant;
  expect(tenantOf({})).toBeUndefined();
  expect(tenantOf({ tenancy: Tenancy.sessionName() })).toEqual({ from: 'session' });
  expect(tenantOf({ tenancy: Tenancy.principals({ [ROLE]: 'acme' }) })).toEqual({ from: 'principal', tenants: { [ROLE]: 'acme' } });
  expect(accessOf(ingestTemplate((stack) => ({
    api: { auth: ApiAuth.cognito(new UserPool(stack, 'Pool')), tenancy: Tenancy.cognitoClaim('custom:tenant') },
  }))).tenant).toEqual({ from: 'claim', name: 'custom:tenant' });
});

test.each<[string, ApiOptions, RegExp]>([
  ['a claim under IAM', { tenancy: Tenancy.cognitoClaim('custom:tenant') }, /to be found by cognito, but callers are authorized by iam/],
  ['a context without an authorizer', { auth: ApiAuth.apiKey(), tenancy: Tenancy.authorizerContext() }, /authorizer, but callers are authorized by apiKey/],
  ['a session name without authorization', { auth: ApiAuth.none('for the test'), tenancy: Tenancy.sessionName() }, /iam, but callers are authorized by none/],
  ['keys of no tenant', { auth: ApiAuth.apiKey(), tenancy: Tenancy.apiKeys() }, /no API key has a tenant/],
  ['keys of no tenant', { auth: ApiAuth.apiKey(), apiKeys: [ClientKey.generated('a')], tenancy: Tenancy.apiKeys() }, /no API key has a tenant/],
  ['a name with a slash', { tenancy: Tenancy.principals({ [ROLE]: 'acme/eu' }) }, /"acme\/eu" is not the name of a tenant/],
  ['a pattern of roles', { tenancy: Tenancy.principals({ 'arn:aws:iam::123456789012:role/*': 'acme' }) }, /is not the ARN of a role or a user/],
])('refuses %s', (_, api, message) => {
  expect(() => ingestTemplate({ api })).toThrow(message);
});

describe('grantUpload', () => {
  const tenancy = Tenancy.principals({ [ROLE]: 'acme' });

  function uploads(api: ApiOptions, options?: GrantUploadOptions): string[] {
    const { stack, ingest } = ingestStack({ source: { prefix: 'in/' }, api });
    ingest.grantUpload(new Role(stack, 'Partner', { assumedBy: new ServicePrincipal('transfer.amazonaws.com') }), options);
    return statementsOf(Template.fromStack(stack)).filter(({ Action }) => Action === 's3:PutObject').map(({ Resource }) => textOf(Resource));
  }

  test('is limited to the prefix of the source, and to the tenant where there are tenants', () => {
    expect(uploads({})).toEqual([expect.stringMatching(/^<.*\.Arn>\/in\/\*$/)]);
    expect(uploads({ tenancy }, { tenant: 'acme' })).toEqual([expect.stringMatching(/^<.*\.Arn>\/in\/acme\/\*$/)]);
    expect(uploads({ tenancy }, { tenantTag: 'tenant' })).toEqual([expect.stringMatching(/^<.*\.Arn>\/in\/\$\{aws:PrincipalTag\/tenant\}\/\*$/)]);
  });

  test.each<[ApiOptions, GrantUploadOptions, RegExp]>([
    [{}, { tenant: 'acme' }, /the API has no tenants/],
    [{}, { tenantTag: 'tenant' }, /the API has no tenants/],
    [{ tenancy }, {}, /would let the principal write the files of each: name the tenant/],
    [{ tenancy }, { tenant: '*' }, /"\*" is not the name of a tenant/],
    [{ tenancy }, { tenant: 'a', tenantTag: 'b' }, /choose one of them/],
    [{ tenancy }, { tenantTag: 'a}b' }, /is not the key of a tag/],
  ])('refuses %j', (api, options, message) => {
    expect(() => uploads(api, options)).toThrow(message);
  });
});
