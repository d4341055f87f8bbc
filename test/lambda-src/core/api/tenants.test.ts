import * as fc from 'fast-check';
import { item, World, type Body } from './memory';
import type { RequestContext } from '../../../../lambda-src/core/api/caller';
import { CURSOR_LIFETIME_MS, encodeCursor } from '../../../../lambda-src/core/api/cursor';
import { ROUTES } from '../../../../src/api/routes';
import { type AccessConfig, type LedgerItem, Right } from '../../../../src/contract';

/** One name starts with another, and with its folder's separator replaced by what sorts beside it. */
const TENANTS = ['a', 'ab', 'a.b', 'a-', 'b'];
const ACCESS: AccessConfig = { authorization: { kind: 'authorizer', rightsKey: 'rights' }, tenant: { from: 'context', name: 'tenant' } };
const PREFIX = 'in/';

const as = (tenant: string | undefined, rights = 'operator'): RequestContext => ({ authorizer: { principalId: tenant, rights, ...tenant && { tenant } } });

const files = fc.uniqueArray(fc.tuple(
  fc.constantFrom(...TENANTS, '', '..', 'A'),
  fc.constantFrom('1.csv', '2.csv', 'x/3.csv', 'a/4.csv', 'ab/5.csv', '\u{10FFFF}', '!'),
).map(([tenant, name]) => `${PREFIX}${tenant}/${name}`), { minLength: 1, maxLength: 20 });

/** A world that has these keys, a row each that names its key. */
function worldOf(keys: string[]): { world: World; items: LedgerItem[] } {
  const world = new World({ access: ACCESS, source: { prefix: PREFIX, suffixes: [] } });
  const items = keys.map(key => item(key));
  world.add(...items);
  items.forEach(({ id, key }) => world.rows.set(`${id}#1`, [JSON.stringify({ key }), JSON.stringify({ key }), JSON.stringify({ key })]));
  return { world, items };
}

/** Every key of a list, page by page. */
async function listed(world: World, context: RequestContext, query: Record<string, string>): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = { context, query: { ...query, ...cursor && { cursor } } };
    const { status, body }: { status: number; body: Body } = await world.request('GET', '/objects', page);
    if (status !== 200) throw new Error(`${status}: ${String(body.detail)}`);
    keys.push(...body.items.map(({ key }) => String(key)));
    cursor = body.nextCursor;
  }
  return keys;
}

test('a list holds the tenant\'s own objects, all of them and no other, whatever prefix is asked for', async () => {
  const prefixes = fc.oneof(
    fc.constantFrom('', 'i', 'in', 'in/', 'in/a', 'in/a/', 'in/ab', 'in/ab/x', 'in/b/', 'out/', '../', 'in//', 'in/a/../b/', '\u{10FFFF}'),
    fc.tuple(fc.constantFrom(...TENANTS), fc.string({ maxLength: 3 })).map(([tenant, rest]) => `${PREFIX}${tenant}/${rest}`),
  );
  const limits = fc.integer({ min: 1, max: 5 });
  await fc.assert(fc.asyncProperty(files, fc.constantFrom(...TENANTS), prefixes, limits, async (keys, tenant, prefix, limit) => {
    const { world } = worldOf(keys);
    const own = keys.filter(key => key.startsWith(`${PREFIX}${tenant}/`) && key.startsWith(prefix));
    expect((await listed(world, as(tenant), { prefix, limit: String(limit) })).sort()).toEqual(own.sort());
  }), { numRuns: 1000 });
});

test('an id of another tenant is unknown on each route that takes one', async () => {
  const routes = ROUTES.filter(({ path }) => path.startsWith('/objects/{id}'));
  await fc.assert(fc.asyncProperty(files, fc.constantFrom(...TENANTS), fc.constantFrom(...routes), async (keys, tenant, { method, path }) => {
    const { world, items } = worldOf(keys);
    for (const { id, key } of items) {
      const own = key.startsWith(`${PREFIX}${tenant}/`);
      const { status, text } = await world.request(method, path, { id, context: as(tenant), ...method === 'POST' && { body: {} } });
      if (own) expect(status).not.toBe(404);
      else expect([status, text.includes(key)]).toEqual([404, false]);
    }
    expect(world.removed.every(key => key.startsWith(`${PREFIX}${tenant}/`))).toBe(true);
  }), { numRuns: 500 });
});

test('uploads go under the tenant, whatever the file is called', async () => {
  const names = fc.oneof(fc.constantFrom('..', '../b/x.csv', '..\\b', '/b/x', '%2e%2e%2fb', 'b/x.csv', '${filename}', 'x.csv'), fc.string({ minLength: 1 }));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...TENANTS), names, async (tenant, fileName) => {
    const { world } = worldOf([]);
    const { status, body } = await world.request('POST', '/uploads', { context: as(tenant), body: { fileName, contentType: 'text/csv', size: 1 } });
    if (status === 400) return;
    expect(status).toBe(201);
    const key = String(body.key);
    expect(key.startsWith(`${PREFIX}${tenant}/`)).toBe(true);
    expect(key.slice(`${PREFIX}${tenant}/`.length).split('/')).toHaveLength(2);
  }), { numRuns: 1000 });
});

describe('10,000 cursors that the request did not return are 400', () => {
  const LIST = ['listObjects', `${PREFIX}a/`, ''];
  const keys = [...TENANTS.flatMap(tenant => ['1', '2', '3'].map(name => `${PREFIX}${tenant}/${name}.csv`)), 'in/loose.csv'];
  const { world, items } = worldOf(keys);
  const now = world.now;
  const own = items.filter(({ key }) => key.startsWith(`${PREFIX}a/`));
  const foreign = items.filter(one => !own.includes(one));
  const rowsOf = (id: string) => ['listRows', id];

  const lists = (cursor: string) => world.request('GET', '/objects', { context: as('a'), query: { cursor } });
  const rows = (id: string, cursor: string) => world.request('GET', '/objects/{id}/rows', { id, context: as('a'), query: { cursor } });
  async function refuse(answered: Promise<{ status: number; text: string }>): Promise<void> {
    const { status, text } = await answered;
    expect(status).toBe(400);
    expect(foreign.some(({ key }) => text.includes(key))).toBe(false);
  }

  const idsOf = (some: LedgerItem[]) => fc.constantFrom(...some.map(({ id }) => id));
  const ids = fc.oneof(idsOf(items), fc.string({ minLength: 1, maxLength: 40 }).filter(text => !text.includes('.')));

  test('forged ones too, whose checksum is right and whose position is another tenant\'s or nobody\'s', async () => {
    const ownIds = own.map(({ id }) => id);
    await fc.assert(fc.asyncProperty(ids.filter(id => !ownIds.includes(id)), fc.nat(9), async (position, generation) => {
      await refuse(lists(encodeCursor(LIST, { generation, position }, now)));
    }), { numRuns: 2500 });
  });

  test('altered ones', async () => {
    await fc.assert(fc.asyncProperty(idsOf(own), fc.nat(), fc.constantFrom(...'Aa0-_.=/'), async (position, at, character) => {
      const cursor = encodeCursor(LIST, { generation: 0, position }, now);
      const i = at % cursor.length;
      const altered = `${cursor.slice(0, i)}${character}${cursor.slice(i + 1)}`;
      fc.pre(altered !== cursor);
      await refuse(lists(altered));
    }), { numRuns: 2500 });
  });

  test('expired ones, and those of a time to come', async () => {
    const ages = fc.oneof(fc.integer({ min: CURSOR_LIFETIME_MS, max: 2 ** 40 }), fc.integer({ min: -(2 ** 40), max: -1 }));
    await fc.assert(fc.asyncProperty(idsOf(own), ages, async (position, age) => {
      await refuse(lists(encodeCursor(LIST, { generation: 0, position }, new Date(now.getTime() - age))));
    }), { numRuns: 2500 });
  });

  test('those of another tenant, another query or another object', async () => {
    const queries = fc.oneof(
      fc.constantFrom(...TENANTS.filter(tenant => tenant !== 'a')).map(tenant => ['listObjects', `${PREFIX}${tenant}/`, '']),
      fc.constantFrom(['listObjects', '', ''], ['listObjects', PREFIX, ''], [...LIST.slice(0, 2), 'COMMITTED'], rowsOf(own[0].id)),
    );
    await fc.assert(fc.asyncProperty(queries, ids, fc.nat(3), async (query, position, generation) => {
      await refuse(lists(encodeCursor(query, { generation, position }, now)));
    }), { numRuns: 1250 });
    await fc.assert(fc.asyncProperty(idsOf(own), ids, fc.integer({ min: 1, max: 3 }), async (id, other, row) => {
      fc.pre(id !== other);
      await refuse(rows(id, encodeCursor(rowsOf(other), { generation: 1, position: String(row) }, now)));
    }), { numRuns: 1250 });
  });

  test('and a forged one for an object of another tenant leads to an unknown object', async () => {
    for (const { id } of foreign) expect((await rows(id, encodeCursor(rowsOf(id), { generation: 1, position: '2' }, now))).status).toBe(404);
  });
});

describe('the credentials matrix of the handler: each kind of proof, each caller, each route', () => {
  const OWN = item(`${PREFIX}a/1.csv`);
  const ROLE = (name: string) => `arn:aws:iam::123456789012:role/x/${name}`;
  const session = (name: string): RequestContext => ({ identity: { userArn: `arn:aws:sts::123456789012:assumed-role/${name}/s` } });
  const key = (apiKeyId: string): RequestContext => ({ identity: { apiKeyId } });
  const token = (groups: string, tenant?: string): RequestContext => ({ authorizer: { claims: { 'sub': 's', 'cognito:groups': groups, ...tenant && { 'custom:tenant': tenant } } } });
  const scoped = (scope: string, tenant = 'a'): RequestContext => ({ authorizer: { claims: { sub: 's', scope, tenant } } });

  type Who = 'nobody' | 'without a tenant' | 'of another tenant' | 'reader' | 'operator';
  const KINDS: Record<string, [AccessConfig, Record<Who, RequestContext>]> = {
    'IAM': [
      {
        authorization: { kind: 'iam', operators: [ROLE('Operator'), ROLE('Other')] },
        tenant: { from: 'principal', tenants: { [ROLE('Operator')]: 'a', [ROLE('Reader')]: 'a', [ROLE('Other')]: 'b' } },
      },
      { 'nobody': {}, 'without a tenant': session('Stranger'), 'of another tenant': session('Other'), 'reader': session('Reader'), 'operator': session('Operator') },
    ],
    'Cognito by groups': [
      {
        authorization: { kind: 'cognito', scopes: [], uploadScopes: [], operatorScopes: [], operatorGroups: ['ops'] },
        tenant: { from: 'claim', name: 'custom:tenant' },
      },
      { 'nobody': {}, 'without a tenant': token('ops'), 'of another tenant': token('ops', 'b'), 'reader': token('staff', 'a'), 'operator': token('staff,ops', 'a') },
    ],
    'Cognito by scopes': [
      {
        authorization: { kind: 'cognito', scopes: ['i/read'], uploadScopes: ['i/read'], operatorScopes: ['i/ops'], operatorGroups: [] },
        tenant: { from: 'claim', name: 'tenant' },
      },
      { 'nobody': {}, 'without a tenant': scoped('i/ops', ''), 'of another tenant': scoped('i/ops', 'b'), 'reader': scoped('openid i/read'), 'operator': scoped('i/ops') },
    ],
    'a Lambda authorizer': [
      ACCESS,
      { 'nobody': {}, 'without a tenant': as(undefined), 'of another tenant': as('b'), 'reader': as('a', 'reader uploader'), 'operator': as('a') },
    ],
    'API keys': [
      { authorization: { kind: 'apiKey' }, operatorKeys: ['k-ops', 'k-b'], tenant: { from: 'apiKey', tenants: { 'k-ops': 'a', 'k-read': 'a', 'k-b': 'b' } } },
      { 'nobody': {}, 'without a tenant': key('k-none'), 'of another tenant': key('k-b'), 'reader': key('k-read'), 'operator': key('k-ops') },
    ],
  };
  /** Bodies that let an operation succeed; another operation must only be let through. */
  const BODIES: Record<string, unknown> = { createUpload: { fileName: 'x.csv', contentType: 'text/csv', size: 1 } };
  const KNOWN = ['listObjects', 'getObject', 'listRows', 'createUpload', 'deleteObject', 'getHealth'];

  const cases = Object.keys(KINDS).flatMap(kind => (Object.keys(KINDS[kind][1]) as Who[]).map(who => [kind, who] as const));
  test.each(cases)('%s, %s', async (kind, who) => {
    const [access, callers] = KINDS[kind];
    for (const { operation, method, path, right, success } of ROUTES) {
      const world = new World({ access, source: { prefix: PREFIX, suffixes: [] } }).add(OWN);
      world.rows.set(`${OWN.id}#1`, ['1', '2', '3']);
      const { status } = await world.request(method, path, { id: OWN.id, context: callers[who], body: method === 'POST' ? BODIES[operation] ?? {} : undefined });
      const let_ = (): number => KNOWN.includes(operation) ? success : status === 403 ? NaN : status;
      // An API key's kind asks the gateway for the key; the handler knows only whose it is.
      const anybody = kind === 'API keys';
      const expected = right === Right.CALLER ? who === 'nobody' && !anybody ? 403 : let_()
        : who === 'nobody' || who === 'without a tenant' ? 403
          : who === 'reader' && right === Right.OPERATOR ? 403
            : who === 'of another tenant' && path.includes('{id}') ? 404 : let_();
      expect([operation, status]).toEqual([operation, expected]);
      if (expected >= 400) expect(world.removed).toEqual([]);
    }
  });
});

test('an upload in parts of another tenant is unknown on each of its routes', async () => {
  const file = { fileName: 'x.csv', contentType: 'text/csv', size: 1 };
  for (const owner of TENANTS) {
    const { world } = worldOf([]);
    const { id, key } = (await world.request('POST', '/multipart-uploads', { context: as(owner), body: file })).body;
    expect(String(key).startsWith(`${PREFIX}${owner}/`)).toBe(true);
    for (const tenant of TENANTS) {
      for (const { method, path } of ROUTES.filter(route => route.path.startsWith('/multipart-uploads/{id}') && route.method !== 'DELETE')) {
        const { status, text } = await world.request(method, path, { id: String(id), context: as(tenant), body: { parts: [{ partNumber: 1 }] } });
        if (tenant === owner) expect(status).not.toBe(404);
        else expect([status, text.includes(String(key))]).toEqual([404, false]);
      }
      if (tenant !== owner) expect((await world.request('DELETE', '/multipart-uploads/{id}', { id: String(id), context: as(tenant) })).status).toBe(404);
    }
    expect(world.multipart.open.size).toBe(1);
  }
});
