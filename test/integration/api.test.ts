import type { Page } from './api-client';
import { nobody, withKey } from './callers';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import { readCsv } from './readers';
import { encodeCursor } from '../../lambda-src/core/api/cursor';
import type { LedgerEntry } from '../../local/ingest-client';

const CSV = `n\n${Array.from({ length: 12 }, (_, n) => `${n}\n`).join('')}`;
/** Bodies by key. */
const FILES: Record<string, string> = {
  ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`a/${n}.csv`, CSV])),
  'a/bad.csv': 'x,x\n',
  'a/empty.csv': '',
  'b/0.csv': CSV,
  'b/bad.csv': 'x,x\n',
  'ä/ü.csv': CSV,
};

let pipeline: Pipeline;
let entries: LedgerEntry[];
beforeAll(async () => {
  pipeline = await Pipeline.start();
  entries = await Promise.all(Object.entries(FILES).map(([key, body]) => pipeline.ingest(key, body)));
});
afterAll(() => pipeline?.stop());

const idOf = (key: string) => String(entries.find((entry) => entry.key === key)?.id);
const keysOf = (list: LedgerEntry[]) => list.map(({ key }) => key);

describe('GET /objects', () => {
  const committed = Object.keys(FILES).filter((key) => FILES[key] === CSV);

  test.each([
    ['everything', {}, Object.keys(FILES)],
    ['a prefix', { prefix: 'a/' }, Object.keys(FILES).filter((key) => key.startsWith('a/'))],
    ['a prefix that is a whole key', { prefix: 'a/1.csv' }, ['a/1.csv']],
    ['a prefix beyond ASCII', { prefix: 'ä/' }, ['ä/ü.csv']],
    ['a prefix of nothing', { prefix: 'c/' }, []],
    ['a status', { status: 'COMMITTED' }, committed],
    ['another status', { status: 'EMPTY' }, ['a/empty.csv']],
    ['a status of nothing', { status: 'FAILED' }, []],
    ['both', { prefix: 'a/', status: 'COMMITTED' }, committed.filter((key) => key.startsWith('a/'))],
    ['both, quarantined', { prefix: 'b/', status: 'QUARANTINED' }, ['b/bad.csv']],
  ])('lists %s, in pages of any size', async (_, query: Record<string, string>, keys) => {
    for (const limit of ['1', '2', '5', '1000']) {
      const found = await pipeline.api.all<LedgerEntry>('/objects', { ...query, limit });
      expect(keysOf(found)).toEqual([...keys].sort());
    }
    expect(keysOf(await pipeline.api.all<LedgerEntry>('/objects', query))).toEqual([...keys].sort());
  });

  test('by time lists what came to its status then, in the order of the times, in pages of any size', async () => {
    const byTime = [...entries].sort((a, b) => `${a.finalAt}#${a.id}` < `${b.finalAt}#${b.id}` ? -1 : 1);
    const [from, to] = [String(byTime[3].finalAt), String(byTime[9].finalAt)];
    const within = byTime.filter(({ finalAt }) => String(finalAt) >= from && String(finalAt) < to);
    for (const limit of ['2', '1000']) {
      expect(keysOf(await pipeline.api.all<LedgerEntry>('/objects', { from: byTime[0].finalAt ?? '', limit }))).toEqual(keysOf(byTime));
      expect(keysOf(await pipeline.api.all<LedgerEntry>('/objects', { from, to, limit }))).toEqual(keysOf(within));
      expect(keysOf(await pipeline.api.all<LedgerEntry>('/objects', { from, status: 'QUARANTINED', limit })))
        .toEqual(keysOf(byTime.filter(({ finalAt, status }) => String(finalAt) >= from && status === 'QUARANTINED')));
    }
    expectProblem(await pipeline.api.call(`/objects?from=${from}&prefix=a/`), 400);
  });

  test('shows each entry as GET /objects/{id} does', async () => {
    for (const entry of await pipeline.api.all<LedgerEntry>('/objects')) {
      expect(JSON.parse(await pipeline.api.text(`/objects/${entry.id}`))).toEqual(entry);
    }
  });
});

describe.each(['/objects', '/objects/{id}/rows'])('the query of %s', (route) => {
  const path = () => route.replace('{id}', idOf('a/0.csv'));

  test.each(['1', '1000'])('takes a limit of %s', async (limit) => {
    expect((JSON.parse(await pipeline.api.text(`${path()}?limit=${limit}`)) as Page<unknown>).items.length).toBeLessThanOrEqual(Number(limit));
  });

  test.each(['0', '1001', 'abc', '-1', '1.5', '1e2', '', '%20', '99999999999999999999'])('refuses a limit of "%s"', async (limit) => {
    expectProblem(await pipeline.api.call(`${path()}?limit=${limit}`), 400);
  });

  test.each(['limit=1&limit=2', 'Limit=1', 'offset=3', 'cursor=a&cursor=b'])('refuses %s', async (query) => {
    expectProblem(await pipeline.api.call(`${path()}?${query}`), 400);
  });

  test.each(['abc', '', '*', '..', Buffer.from('1.2.3.4').toString('base64url'), 'a'.repeat(2000)])('refuses the cursor "%s"', async (cursor) => {
    expectProblem(await pipeline.api.call(`${path()}?cursor=${cursor}`), 400);
  });

  test('refuses a cursor that was altered in any place', async () => {
    const { nextCursor } = JSON.parse(await pipeline.api.text(`${path()}?limit=2`)) as Page<unknown>;
    const cursor = String(nextCursor);
    for (let at = 0; at < cursor.length; at += 5) {
      const altered = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expectProblem(await pipeline.api.call(`${path()}?cursor=${altered}`), 400);
    }
  });
});

describe('a cursor', () => {
  const cursorOf = async (path: string) => String((JSON.parse(await pipeline.api.text(path)) as Page<unknown>).nextCursor);

  test.each([
    ['of another prefix', '/objects?limit=2&prefix=a/', '/objects?limit=2&prefix=b/'],
    ['of no prefix', '/objects?limit=2', '/objects?limit=2&prefix=a/'],
    ['of another status', '/objects?limit=2&status=COMMITTED', '/objects?limit=2&status=EMPTY'],
    ['of another time', '/objects?limit=2&from=2026-01-01T00:00:00Z', '/objects?limit=2&from=2026-01-02T00:00:00Z'],
    ['of the order by time', '/objects?limit=2&from=2026-01-01T00:00:00Z', '/objects?limit=2'],
  ])('%s is refused', async (_, from, to) => {
    expectProblem(await pipeline.api.call(`${to}&cursor=${await cursorOf(from)}`), 400);
  });

  test('of another object or another route is refused', async () => {
    const rows = (key: string) => `/objects/${idOf(key)}/rows?limit=2`;
    const cursor = await cursorOf(rows('a/0.csv'));
    expectProblem(await pipeline.api.call(`${rows('a/1.csv')}&cursor=${cursor}`), 400);
    expectProblem(await pipeline.api.call(`/objects?cursor=${cursor}`), 400);
    expectProblem(await pipeline.api.call(`${rows('a/0.csv')}&cursor=${await cursorOf('/objects?limit=2')}`), 400);
  });

  test('works with another limit', async () => {
    const cursor = await cursorOf(`/objects/${idOf('a/0.csv')}/rows?limit=5`);
    const page = JSON.parse(await pipeline.api.text(`/objects/${idOf('a/0.csv')}/rows?limit=1000&cursor=${cursor}`)) as Page<{ data: unknown }>;
    expect(page.items.map(({ data }) => JSON.stringify(data))).toEqual(readCsv(CSV).slice(5));
    expect(page.nextCursor).toBeNull();
  });

  test('that has expired is refused', async () => {
    const made = (minutesAgo: number) =>
      encodeCursor(['listObjects', '', ''], { generation: 0, position: idOf('a/0.csv') }, new Date(Date.now() - minutesAgo * 60_000));
    expect((await pipeline.api.call(`/objects?cursor=${made(9)}`)).status).toBe(200);
    expectProblem(await pipeline.api.call(`/objects?cursor=${made(11)}`), 400);
  });

  test('of rows that have changed since is answered with 410', async () => {
    const { id } = await pipeline.ingest('changing.csv', CSV);
    const cursor = await cursorOf(`/objects/${id}/rows?limit=5`);
    expect((await pipeline.api.call(`/objects/${id}/rows?cursor=${cursor}`)).status).toBe(200);
    await pipeline.ingest('changing.csv', `${CSV}more\n`);
    expectProblem(await pipeline.api.call(`/objects/${id}/rows?cursor=${cursor}`), 410);
    expect(await pipeline.rows('changing.csv', 5)).toEqual(readCsv(`${CSV}more\n`));
  });
});

describe('A13: what is refused', () => {
  const unknown = 'A'.repeat(32);

  test.each([
    ['GET', `/objects/${unknown}`], ['GET', `/objects/${unknown}/rows`], ['DELETE', `/objects/${unknown}`], ['GET', '/objects/short'], ['GET', '/objects/a.b'],
  ])('%s %s: 404', async (method, path) => {
    expectProblem(await pipeline.api.call(path, method), 404);
  });

  test.each([
    ['GET', '/nothing'], ['GET', '/'], ['GET', '/objects/a/b/c'], ['PUT', '/objects'], ['POST', '/health'], ['PATCH', `/objects/${unknown}`], ['GET', '/uploads'],
  ])('%s %s: 403 or 404', async (method, path) => {
    const answer = await pipeline.api.call(path, method);
    expect([403, 404]).toContain(answer.status);
    expectProblem(answer, answer.status);
  });

  test.each(['/objects', '/objects/x', '/objects/x/rows', '/health'])('GET %s without the key, or with another: 403', async (path) => {
    expectProblem(await pipeline.api.send(path, 'GET', nobody), 403);
    expectProblem(await pipeline.api.send(path, 'GET', withKey('wrong')), 403);
  });

  test.each(['status=committed', 'status=', 'status=NOTHING', `prefix=${'p'.repeat(257)}`])('GET /objects?%s: 400', async (query) => {
    expectProblem(await pipeline.api.call(`/objects?${query}`), 400);
  });
});

test('GET /health', async () => {
  const { status, headers, body } = await pipeline.api.call('/health');
  expect({ status, type: headers['content-type'], body: JSON.parse(body) }).toEqual({ status: 200, type: 'application/json', body: { status: 'ok' } });
});

describe('DELETE /objects/{id}', () => {
  test('deletes the object, and the ledger follows', async () => {
    const { id } = await pipeline.ingest('deleted.csv', CSV);
    expect((await pipeline.api.call(`/objects/${id}`, 'DELETE')).status).toBe(202);
    expect(await pipeline.deleted('deleted.csv')).toMatchObject({ id, rowsParsed: 0, rowsWritten: 0, size: null });
    expect(await pipeline.rows('deleted.csv')).toEqual([]);
    expect(keysOf(await pipeline.api.all<LedgerEntry>('/objects', { status: 'DELETED' }))).toEqual(['deleted.csv']);

    expect((await pipeline.api.call(`/objects/${id}`, 'DELETE')).status).toBe(202);
    await pipeline.quiet();
    expect(await pipeline.entry('deleted.csv')).toMatchObject({ status: 'DELETED' });
  });
});

describe('representations', () => {
  const get = (path: string, headers: Record<string, string>) =>
    pipeline.api.send(path, 'GET', (request) => withKey(pipeline.session.apiKey)({ ...request, headers: { ...request.headers, ...headers } }));

  test.each(['/objects/{id}', '/objects/{id}/rows', '/objects/{id}/rows?limit=5'])('GET %s is sent once and then only when it has changed', async (route) => {
    const path = route.replace('{id}', idOf('a/1.csv'));
    const { etag } = (await get(path, {})).headers;
    const again = await get(path, { 'if-none-match': String(etag) });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  test('rows and objects as CSV and NDJSON', async () => {
    const rows = `/objects/${idOf('a/1.csv')}/rows?limit=5`;
    const csv = await get(rows, { accept: 'text/csv' });
    expect([csv.headers['content-type'], csv.body]).toEqual(['text/csv; charset=utf-8; header=present', 'n\r\n0\r\n1\r\n2\r\n3\r\n4\r\n']);
    const lines = await get(`${rows}&cursor=${csv.headers['x-next-cursor']}`, { accept: 'application/x-ndjson' });
    expect(lines.body.trim().split('\n').map((line) => JSON.parse(line))).toEqual(Array.from({ length: 5 }, (_, n) => ({ n: String(n + 5) })));
    const objects = await get('/objects?prefix=b/', { accept: 'application/x-ndjson' });
    expect(objects.body.trim().split('\n').map((line) => (JSON.parse(line) as LedgerEntry).key)).toEqual(['b/0.csv', 'b/bad.csv']);
    expectProblem(await get(rows, { accept: 'image/png' }), 406);
  });

  test('DELETE with an If-Match of another state: 412, and nothing is deleted', async () => {
    const { id } = await pipeline.ingest('kept.csv', CSV);
    const { etag } = (await get(`/objects/${id}`, {})).headers;
    const remove = (ifMatch: string) =>
      pipeline.api.send(`/objects/${id}`, 'DELETE', ({ headers }) => ({ ...headers, 'x-api-key': pipeline.session.apiKey, 'if-match': ifMatch }));
    expectProblem(await remove('"another"'), 412);
    expect((await pipeline.entry('kept.csv')).status).toBe('COMMITTED');
    expect((await remove(String(etag))).status).toBe(202);
    await pipeline.deleted('kept.csv');
  });
});
