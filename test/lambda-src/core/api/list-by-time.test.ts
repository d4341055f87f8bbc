import * as fc from 'fast-check';
import { item, published, World } from './memory';
import { encodeCursor } from '../../../../lambda-src/core/api/cursor';
import { finalAt } from '../../../../lambda-src/core/api/entry';
import { readTime } from '../../../../lambda-src/core/api/query';
import { UTC_TIME } from '../../../../src/api/utc-time';
import { type Latest, type LedgerItem, Status } from '../../../../src/contract';

const LIST = ['GET', '/objects'] as const;
const START = Date.parse('2026-11-23T04:00:00.000Z');
const iso = (offset: number): string => new Date(START + offset).toISOString();

const attempt = (status: Latest['status'], changes: Partial<Latest> = {}): Latest =>
  ({ rev: 2, identity: 'v2', status, startedAt: iso(0), attempts: 1, error: null, ...changes });

/** An object whose status came at a moment; of few moments, so that several share one. */
const objects = fc.uniqueArray(fc.record({
  key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  at: fc.integer({ min: 0, max: 9 }),
  status: fc.constantFrom(Status.COMMITTED, Status.EMPTY, Status.DELETED, Status.FAILED, Status.PROCESSING),
}), { maxLength: 30, selector: ({ key }) => key });

function itemOf({ key, at, status }: { key: string; at: number; status: Status }): LedgerItem {
  if (status === Status.PROCESSING) return item(key, { rev: 2, latest: attempt(status) });
  if (status === Status.FAILED) return item(key, { rev: 2, latest: attempt(status, { failedAt: iso(at) }) });
  return item(key, { published: published({ status, committedAt: iso(at) }) });
}

/** Every entry of a list, page by page. */
async function walk(world: World, query: Record<string, string>): Promise<{ id: unknown; finalAt: unknown }[]> {
  const seen: { id: unknown; finalAt: unknown }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Awaited<ReturnType<World['request']>> = await world.request(...LIST, { query: { ...query, ...cursor && { cursor } } });
    expect(status).toBe(200);
    seen.push(...body.items.map(({ id, finalAt: at }) => ({ id, finalAt: at })));
    cursor = body.nextCursor;
  }
  return seen;
}

test('the pages of a time are those of a model: each object of it once, by time and id, whatever the limits and the status', async () => {
  const bounds = fc.tuple(fc.option(fc.integer({ min: -1, max: 10 })), fc.option(fc.integer({ min: -1, max: 10 })))
    .filter(([from, to]) => (from ?? to) !== null && (from === null || to === null || from < to));
  const statuses = fc.option(fc.constantFrom(Status.COMMITTED, Status.FAILED, Status.QUARANTINED));
  await fc.assert(fc.asyncProperty(objects, bounds, statuses, fc.integer({ min: 1, max: 7 }), async (all, [from, to], status, limit) => {
    const model = all
      .filter(object => object.status !== Status.PROCESSING && (status === null || object.status === status))
      .filter(({ at }) => (from === null || at >= from) && (to === null || at < to))
      .map(object => ({ id: itemOf(object).id, finalAt: iso(object.at) }))
      .sort((a, b) => `${a.finalAt}#${a.id}` < `${b.finalAt}#${b.id}` ? -1 : 1);
    const query = { ...from !== null && { from: iso(from) }, ...to !== null && { to: iso(to) }, ...status && { status }, limit: String(limit) };
    expect(await walk(new World().add(...all.map(itemOf)), query)).toEqual(model);
  }), { numRuns: 300 });
});

test('an object that came to a new status between two pages shows at its new time, and no other is missed or shown twice', async () => {
  const world = new World().add(...[0, 1, 2, 3].map(at => itemOf({ key: `k${at}`, at, status: Status.COMMITTED })));
  const query = { from: iso(0), limit: '2' };
  const first = (await world.request(...LIST, { query })).body;
  world.add(itemOf({ key: 'k1', at: 9, status: Status.EMPTY }), itemOf({ key: 'k2', at: 0, status: Status.PROCESSING }));
  const second = (await world.request(...LIST, { query: { ...query, cursor: first.nextCursor as string } })).body;
  expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(['k0', 'k1', 'k3', 'k1']);
});

test.each([
  [{ from: '2026-11-23' }, 400, 'from is "2026-11-23": use a time in UTC such as 2026-01-31T08:00:00Z'],
  [{ to: '2026-11-23T04:00:00+01:00' }, 400, 'to is "2026-11-23T04:00:00+01:00": use a time in UTC'],
  [{ from: '2026-02-30T00:00:00Z' }, 400, 'from is "2026-02-30T00:00:00Z"'],
  [{ from: '' }, 400, 'from is ""'],
  [{ from: ['2026-11-23T04:00:00Z', '2026-11-23T05:00:00Z'] }, 400, 'query parameter from is given 2 times'],
  [{ from: '2026-11-23T04:00:00Z', prefix: 'in/' }, 400, 'prefix does not go together with from and to, because no index serves both'],
  [{ to: '2026-11-23T04:00:00Z', prefix: '' }, 400, 'prefix does not go together with from and to'],
  [{ to: '2026-11-23T04:00:00Z', status: 'PROCESSING' }, 400, 'status PROCESSING does not go together with from and to'],
  [{ from: '2026-11-23T04:00:00Z', to: '2026-11-23T04:00:00.000Z' }, 409, 'is not before to 2026-11-23T04:00:00.000Z: no time is between them'],
  [{ from: '2026-11-23T05:00:00Z', to: '2026-11-23T04:00:00Z' }, 409, 'from 2026-11-23T05:00:00.000Z is not before to'],
])('%j is refused with what to do', async (query, expected, detail) => {
  const { status, body } = await new World().request(...LIST, { query });
  expect([status, body.detail]).toEqual([expected, expect.stringContaining(detail)]);
});

test('within a tenant no index lists by time, and that is said', async () => {
  const world = new World({ access: { authorization: { kind: 'apiKey' }, tenant: { from: 'apiKey', tenants: { k: 'a' } } } });
  const { status, body } = await world.request(...LIST, { query: { from: iso(0) }, context: { identity: { apiKeyId: 'k' } } });
  expect([status, body.detail]).toEqual([400, 'no index serves the objects of one tenant by time: leave from and to out']);
});

test('a time is what the calendar has, and the pattern of the document says the same', () => {
  const parts = fc.tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
  const two = (n: number): string => String(n).padStart(2, '0');
  fc.assert(fc.property(parts, ([year, month, day, hour, minute, second]) => {
    const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}Z`;
    const date = new Date(text);
    const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, -1)) && hour < 24;
    expect([text, new RegExp(UTC_TIME).test(text)]).toEqual([text, exists]);
  }), { numRuns: 5000, examples: [2000, 1900, 2024, 2026].map(year => [[year, 2, 29, 23, 59, 59]]) });
});

test.each([
  ['2026-11-23T04:00:00.1Z', '2026-11-23T04:00:00.100Z'],
  ['2026-11-23T04:00:00.123Z', '2026-11-23T04:00:00.123Z'],
  ['2026-11-23T04:00:00.123000001Z', '2026-11-23T04:00:00.124Z'],
  ['2026-11-23T23:59:59.999999999Z', '2026-11-24T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
])('%s reads as %s', (from, expected) => {
  expect(readTime({ from }, 'from')).toBe(expected);
});

describe('10,000 cursors that the request did not return are 400', () => {
  const query = { from: iso(2), to: iso(8), status: Status.COMMITTED };
  const scope = ['listByTime', query.from, query.to, query.status];
  const all = Array.from({ length: 10 }, (_, at) => itemOf({ key: `k${at}`, at, status: Status.COMMITTED }));
  const world = new World().add(...all);
  const place = (offset: number, id = all[0].id): string => `${START + offset}-${id}`;
  const ask = async (cursor: string): Promise<number> => (await world.request(...LIST, { query: { ...query, cursor } })).status;

  test('the one that it did return is not', async () => {
    expect(await ask(encodeCursor(scope, { generation: 0, position: place(2) }, world.now))).toBe(200);
    expect(finalAt(all[3])).toBe(iso(3));
  });

  test('forged ones too, whose checksum is right and whose place is outside of the list or none', async () => {
    const places = fc.oneof(
      fc.oneof(fc.integer({ max: 1 }), fc.integer({ min: 8 })).map(offset => place(offset)),
      fc.string().filter(text => !text.includes('.')),
      fc.tuple(fc.integer({ min: 2, max: 7 }), fc.string({ maxLength: 50 })).map(([at, id]) => place(at, id.replace(/[\w-]/g, ' '))),
      fc.constantFrom('', '-', `0${place(3)}`, ` ${place(3)}`, `${place(3)} `, `999999999999999-${all[0].id}`, all[3].id),
    );
    await fc.assert(fc.asyncProperty(places, async position => {
      expect(await ask(encodeCursor(scope, { generation: 0, position }, world.now))).toBe(400);
    }), { numRuns: 5000 });
  });

  test('those of another list, and expired ones', async () => {
    const others = fc.oneof(
      fc.tuple(fc.integer({ min: -5, max: 20 }), fc.integer({ min: -5, max: 20 }), fc.constantFrom('', 'FAILED', 'COMMITTED'))
        .map(([from, to, status]) => ['listByTime', iso(from), iso(to), status]),
      fc.constantFrom(['listByTime', '', query.to, 'COMMITTED'], ['listByTime', query.from, '', 'COMMITTED'], ['listObjects', '', 'COMMITTED'], ['listObjects', '', '']),
    ).filter(other => JSON.stringify(other) !== JSON.stringify(scope));
    await fc.assert(fc.asyncProperty(others, fc.integer({ min: 2, max: 7 }), async (other, at) => {
      expect(await ask(encodeCursor(other, { generation: 0, position: place(at) }, world.now))).toBe(400);
    }), { numRuns: 2500 });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 600_000, max: 2 ** 40 }), fc.integer({ min: 2, max: 7 }), async (age, at) => {
      expect(await ask(encodeCursor(scope, { generation: 0, position: place(at) }, new Date(world.now.getTime() - age)))).toBe(400);
    }), { numRuns: 2500 });
  });
});
