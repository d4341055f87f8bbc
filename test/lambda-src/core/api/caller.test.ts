import { callerOf, type RequestContext } from '../../../../lambda-src/core/api/caller';
import type { AccessConfig, Authorization, TenantSource } from '../../../../src/contract';

const ROLE = 'arn:aws:iam::123456789012:role/teams/Operator';
const SESSION = 'arn:aws:sts::123456789012:assumed-role/Operator/alice';

function rights(authorization: Authorization, context: RequestContext | undefined, operatorKeys?: string[]): string[] {
  return [...callerOf(context, { authorization, ...operatorKeys && { operatorKeys } }).rights];
}
const ALL = ['caller', 'reader', 'uploader', 'operator'];
const NO_OPERATOR = ['caller', 'reader', 'uploader'];
const signed = (userArn: string): RequestContext => ({ identity: { userArn } });
const claims = (values: Record<string, unknown>): RequestContext => ({ authorizer: { claims: values } });

describe('rights under IAM', () => {
  test('are all, because the gateway has evaluated the policies for the method', () => {
    expect(rights({ kind: 'iam' }, signed(SESSION))).toEqual(ALL);
  });

  test.each<RequestContext | undefined>([undefined, {}, { identity: {} }, { identity: null }, { identity: { userArn: null } }, { identity: { userArn: '' } }])(
    'are none for %j, which no IAM authorization has passed on', context => {
      expect(rights({ kind: 'iam' }, context)).toEqual([]);
    });

  test.each([
    ['a session of the role, whatever the path of the role', SESSION, ROLE, true],
    ['the role of another account', SESSION, ROLE.replace('123456789012', '210987654321'), false],
    ['another role', 'arn:aws:sts::123456789012:assumed-role/Operators/alice', ROLE, false],
    ['a role whose path ends like the name', SESSION, 'arn:aws:iam::123456789012:role/Operator/Reader', false],
    ['a session named like the role', 'arn:aws:sts::123456789012:assumed-role/Reader/Operator', ROLE, false],
    ['the user', 'arn:aws:iam::123456789012:user/ops', 'arn:aws:iam::123456789012:user/ops', true],
    ['another user', 'arn:aws:iam::123456789012:user/ops2', 'arn:aws:iam::123456789012:user/ops', false],
  ])('with named operators: %s', (_, userArn, operator, operates) => {
    expect(rights({ kind: 'iam', operators: [operator] }, signed(userArn))).toEqual(operates ? ALL : NO_OPERATOR);
  });
});

describe('rights by Cognito', () => {
  const config = (changes: Partial<Extract<Authorization, { kind: 'cognito' }>> = {}): Authorization =>
    ({ kind: 'cognito', scopes: [], uploadScopes: [], operatorScopes: [], operatorGroups: [], ...changes });

  test('without scopes every token reads and uploads, and none operates', () => {
    expect(rights(config(), claims({ sub: 'a' }))).toEqual(NO_OPERATOR);
  });

  test('without claims there are none', () => {
    for (const context of [undefined, {}, { authorizer: null }, { authorizer: {} }, { authorizer: { claims: null } }, { authorizer: { claims: 'sub' } }]) {
      expect(rights(config(), context)).toEqual([]);
    }
  });

  const scoped = config({ scopes: ['i/read'], uploadScopes: ['i/write'], operatorScopes: ['i/operate'] });
  test.each([
    ['i/read', ['caller', 'reader']],
    ['openid i/write', ['caller', 'uploader']],
    ['i/read i/write', NO_OPERATOR],
    ['i/operate', ALL],
    ['i/operate2 xi/operate I/OPERATE', ['caller']],
    ['', ['caller']],
    [undefined, ['caller']],
    [7, ['caller']],
  ])('with the scopes %p', (scope, expected) => {
    expect(rights(scoped, claims({ scope }))).toEqual(expected);
  });

  test.each([
    ['ops', true], ['readers,ops', true], ['[readers ops]', true], ['[ops]', true], [['readers', 'ops'], true],
    ['ops2', false], ['', false], ['[]', false], [undefined, false], [{ ops: true }, false], ['OPS', false],
  ])('of the groups %j, those named operate: %p', (groups, operates) => {
    expect(rights(config({ operatorGroups: ['ops'] }), claims({ 'cognito:groups': groups }))).toEqual(operates ? ALL : NO_OPERATOR);
  });
});

describe('rights by a Lambda authorizer', () => {
  test.each<[unknown, string[]]>([
    [undefined, NO_OPERATOR],
    ['', ['caller']],
    ['reader', ['caller', 'reader']],
    ['uploader', ['caller', 'uploader']],
    ['reader,uploader', NO_OPERATOR],
    ['operator', ALL],
    ['Operator', ['caller']],
    ['admin', ['caller']],
    [true, ['caller']],
  ])('that lists %p', (listed, expected) => {
    expect(rights({ kind: 'authorizer', rightsKey: 'rights' }, { authorizer: { principalId: 'a', rights: listed } })).toEqual(expected);
  });

  test('that the gateway did not call are none', () => {
    expect(rights({ kind: 'authorizer', rightsKey: 'rights' }, {})).toEqual([]);
  });

  test('under a key of its own', () => {
    expect(rights({ kind: 'authorizer', rightsKey: 'role' }, { authorizer: { role: 'operator', rights: 'reader' } })).toEqual(ALL);
  });
});

describe('rights by API key', () => {
  const key = (apiKeyId: string | null): RequestContext => ({ identity: { apiKeyId } });

  test('without operators apart are all', () => {
    expect(rights({ kind: 'apiKey' }, key('k1'))).toEqual(ALL);
  });

  test.each<[RequestContext | undefined, boolean]>([[key('k2'), true], [key('k1'), false], [key(''), false], [key(null), false], [{}, false], [undefined, false]])(
    'of %j, with k2 as the operators\' key', (context, operates) => {
      expect(rights({ kind: 'apiKey' }, context, ['k2'])).toEqual(operates ? ALL : NO_OPERATOR);
    });

  test('an operators\' key is asked for besides the other proof, never instead', () => {
    expect(rights({ kind: 'iam' }, { identity: { userArn: SESSION, apiKeyId: 'k1' } }, ['k2'])).toEqual(NO_OPERATOR);
    expect(rights({ kind: 'iam' }, { identity: { userArn: SESSION, apiKeyId: 'k2' } }, ['k2'])).toEqual(ALL);
    expect(rights({ kind: 'iam' }, key('k2'), ['k2'])).toEqual([]);
    expect(rights({ kind: 'none' }, key('k2'), ['k2'])).toEqual(NO_OPERATOR);
  });
});

test('nobody operates an API without authorization', () => {
  expect(rights({ kind: 'none' }, { identity: { userArn: SESSION, apiKeyId: 'k' }, authorizer: { rights: 'operator' } })).toEqual(NO_OPERATOR);
});

describe('a tenant', () => {
  function tenant(source: TenantSource, context: RequestContext): string | undefined {
    const access: AccessConfig = { authorization: { kind: 'none' }, tenant: source };
    return callerOf(context, access).tenant;
  }

  test.each<[string, TenantSource, RequestContext, string | undefined]>([
    ['a claim', { from: 'claim', name: 'custom:tenant' }, claims({ 'custom:tenant': 'acme' }), 'acme'],
    ['no claim', { from: 'claim', name: 'custom:tenant' }, claims({}), undefined],
    ['a claim outside of the token', { from: 'claim', name: 'custom:tenant' }, { authorizer: { 'custom:tenant': 'acme' } }, undefined],
    ['the context', { from: 'context', name: 'tenant' }, { authorizer: { tenant: 'acme' } }, 'acme'],
    ['a session', { from: 'session' }, signed(SESSION), 'alice'],
    ['a user, who has no session', { from: 'session' }, signed('arn:aws:iam::123456789012:user/alice'), undefined],
    ['a role', { from: 'principal', tenants: { [ROLE]: 'acme' } }, signed(SESSION), 'acme'],
    ['another role', { from: 'principal', tenants: { [ROLE]: 'acme' } }, signed(SESSION.replace('Operator', 'Reader')), undefined],
    ['a key', { from: 'apiKey', tenants: { k1: 'acme' } }, { identity: { apiKeyId: 'k1' } }, 'acme'],
    ['another key', { from: 'apiKey', tenants: { k1: 'acme' } }, { identity: { apiKeyId: 'k2' } }, undefined],
    ['a key that every object has', { from: 'apiKey', tenants: { k1: 'acme' } }, { identity: { apiKeyId: 'constructor' } }, undefined],
  ])('by %s', (_, source, context, expected) => {
    expect(tenant(source, context)).toBe(expected);
  });

  test.each(['', '/', '..', '.', 'a/b', 'a\\b', ' acme', 'acme ', 'a b', '-a', 'ä', 'a\n', 'a\0', 'a'.repeat(64), '${tenant}', 'a%2Fb', 'a*', 7, null, ['acme'], { a: 1 }])(
    'is never %j', value => {
      expect(tenant({ from: 'claim', name: 't' }, claims({ t: value }))).toBeUndefined();
    });

  test.each(['a', '0', 'acme', 'ACME', 'acme.example', 'a-b_c', '7f1d3f5e-0000-4000-8000-000000000000', 'a'.repeat(63)])('may be %s', value => {
    expect(tenant({ from: 'claim', name: 't' }, claims({ t: value }))).toBe(value);
  });
});

test.each<[Authorization, RequestContext, string]>([
  [{ kind: 'iam' }, signed(SESSION), SESSION],
  [{ kind: 'cognito', scopes: [], uploadScopes: [], operatorScopes: [], operatorGroups: [] }, claims({ sub: 'subject' }), 'subject'],
  [{ kind: 'authorizer', rightsKey: 'rights' }, { authorizer: { principalId: 'principal' } }, 'principal'],
  [{ kind: 'apiKey' }, { identity: { apiKeyId: 'k1' } }, 'k1'],
  [{ kind: 'none' }, { identity: { userArn: SESSION }, authorizer: { principalId: 'principal' } }, ''],
])('the name of a caller by %j', (authorization, context, name) => {
  expect(callerOf(context, { authorization }).name).toBe(name);
});
