import { item, World } from './memory';
import type { AccessConfig, Job } from '../../../../src/contract';

const ACCESS: AccessConfig = { authorization: { kind: 'authorizer', rightsKey: 'rights' }, tenant: { from: 'context', name: 'tenant' } };
const operator = (tenant: string) => ({ authorizer: { principalId: `ops of ${tenant}`, rights: 'operator', tenant } });
const divided = () => new World({ access: ACCESS, source: { prefix: 'in/', suffixes: [] } });

test('a job is started in the name of who asked for it', async () => {
  const world = divided();
  const { status, text } = await world.request('POST', '/jobs', { body: { kind: 'replay', dryRun: true }, context: operator('a') });
  expect([status, JSON.parse(text)]).toEqual([202, expect.objectContaining({ kind: 'replay', requestedBy: 'ops of a', prefix: 'in/a/', dryRun: true })]);
});

test('an operator of a tenant operates on the tenant\'s keys, and sees the tenant\'s jobs', async () => {
  const world = divided().add(item('in/b/x.csv'));
  expect((await world.request('POST', '/jobs', { body: { kind: 'sweep', prefix: 'in/' }, context: operator('a') })).status).toBe(403);
  expect((await world.request('POST', '/jobs', { body: { kind: 'sweep', prefix: 'in/b/' }, context: operator('a') })).status).toBe(403);
  const other = await world.request('POST', '/jobs', { body: { kind: 'sweep', prefix: 'in/b/y' }, context: operator('b') });
  const { jobId } = JSON.parse(other.text) as Job;
  expect((await world.request('GET', '/jobs/{id}', { id: jobId, context: operator('b') })).status).toBe(200);
  expect((await world.request('GET', '/jobs/{id}', { id: jobId, context: operator('a') })).status).toBe(404);
  expect(JSON.parse((await world.request('GET', '/jobs', { context: operator('a') })).text)).toEqual({ items: [], nextCursor: null });
  expect((await world.request('POST', '/objects/{id}/replay', { id: item('in/b/x.csv').id, context: operator('a') })).status).toBe(404);
});

test.each([{ kind: 'sweep', status: 'FAILED' }, { kind: 'nothing' }, [], 'text'])('%j is refused', async (body) => {
  const world = divided();
  expect((await world.request('POST', '/jobs', { body, context: operator('a') })).status).toBe(400);
  expect(world.jobs).toEqual([]);
});

test('of two times the later one cannot come first: 409, and nothing is done', async () => {
  const world = divided();
  const body = { kind: 'replay', since: '2026-02-02', until: '2026-01-01' };
  expect((await world.request('POST', '/jobs', { body, context: operator('a') })).status).toBe(409);
  expect(world.jobs).toEqual([]);
});

test('where the stack runs none there are none', async () => {
  const world = new World();
  Object.assign(world.ports, { jobs: undefined });
  expect((await world.request('GET', '/jobs', {})).status).toBe(404);
});
