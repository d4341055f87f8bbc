import { item, published, World } from './memory';
import { Status } from '../../../../src/contract';

const OBJECT = ['GET', '/objects/{id}'] as const;
const ROWS = ['GET', '/objects/{id}/rows'] as const;
const key = 'a.csv';
const { id } = item(key);

function world(rows: string[], rev = 1): World {
  const made = new World().add(item(key, { published: published({ rev, rowsWritten: rows.length }) }));
  made.rows.set(`${id}#${rev}`, rows);
  return made;
}

describe('an entity tag', () => {
  test('of an object saves its body, weakly compared, and is another when anything that shows is', async () => {
    const made = world(['1']);
    const { headers } = await made.request(...OBJECT, { id });
    expect(headers).toMatchObject({ 'etag': expect.stringMatching(/^"[^"]+"$/), 'cache-control': 'private, no-cache' });
    const again = await made.request(...OBJECT, { id, headers: { 'If-None-Match': `"x", W/${headers.etag}` } });
    expect([again.status, again.text, again.headers.etag, again.headers['content-type']]).toEqual([304, '', headers.etag, undefined]);

    made.add({ ...item(key), rev: 2, latest: { rev: 2, identity: 'v2', status: Status.PROCESSING, startedAt: '2026-11-23T04:10:00.000Z', attempts: 1, error: null } });
    const changed = await made.request(...OBJECT, { id, headers: { 'if-none-match': headers.etag } });
    expect([changed.status, changed.headers.etag === headers.etag]).toEqual([200, false]);
  });

  test('of rows is one per page, type and generation, and of a page that ends the file it saves the read too', async () => {
    const made = world(['1', '2', '3']);
    const tags = [];
    for (const request of [{ query: { limit: '2' } }, { query: { limit: '1' } }, {}, { headers: { accept: 'text/csv' } }]) {
      const { headers } = await made.request(...ROWS, { id, ...request });
      expect((await made.request(...ROWS, { id, ...request, headers: { ...request.headers, 'if-none-match': headers.etag } })).status).toBe(304);
      tags.push(headers.etag);
    }
    expect(new Set(tags).size).toBe(4);
    made.ports.rows.read = () => Promise.reject(new Error('read'));
    expect((await made.request(...ROWS, { id, headers: { 'if-none-match': tags[2] } })).status).toBe(304);
    made.add(item(key, { published: published({ rev: 2, rowsWritten: 0 }) }));
    expect((await made.request(...ROWS, { id, headers: { 'if-none-match': tags[2] } })).status).toBe(200);
  });

  test('goes with the same bytes, the cursor in them too, until it changes', async () => {
    const made = world(['1', '2', '3']);
    const seen = new Map<string, string>();
    for (let second = 0; second < 120; second += 7, made.now = new Date(made.now.getTime() + 7000)) {
      const { headers, text } = await made.request(...ROWS, { id, query: { limit: '2' } });
      expect(seen.get(headers.etag) ?? text).toBe(text);
      seen.set(headers.etag, text);
    }
    expect(seen.size).toBeGreaterThan(2);
  });
});

test.each([
  ['DELETE', '/objects/{id}', (made: World) => made.removed.length],
  ['POST', '/objects/{id}/replay', (made: World) => made.jobs.length],
] as const)('%s %s happens only in the state that If-Match names', async (method, path, done) => {
  const made = world(['1']);
  const { headers } = await made.request(...OBJECT, { id });
  for (const wrong of ['"x"', `W/${headers.etag}`, 'nonsense', '']) {
    const { status, body } = await made.request(method, path, { id, headers: { 'If-Match': wrong } });
    expect([status, body.title]).toEqual([412, 'Precondition Failed']);
  }
  expect(done(made)).toBe(0);
  for (const right of [headers.etag, '*', `"x", ${headers.etag}`]) {
    expect((await made.request(method, path, { id, headers: { 'if-match': right } })).status).toBe(202);
  }
  expect(done(made)).toBe(3);
});

describe('rows by Accept', () => {
  const rows = ['{"a":"1","n":1.10}', '{"a":"x,y","n":2E5}', '{"a":"3","n":null}'];

  test('as NDJSON, digit for digit, with the cursor in a header', async () => {
    const { status, headers, text } = await world(rows).request(...ROWS, { id, query: { limit: '2' }, headers: { Accept: 'application/x-ndjson' } });
    expect([status, headers['content-type'], text]).toEqual([200, 'application/x-ndjson', `${rows[0]}\n${rows[1]}\n`]);
    const next = await world(rows).request(...ROWS, { id, query: { limit: '2', cursor: headers['x-next-cursor'] }, headers: { Accept: 'application/x-ndjson' } });
    expect([next.text, next.headers['x-next-cursor']]).toEqual([`${rows[2]}\n`, undefined]);
  });

  test('as CSV', async () => {
    const { headers, text } = await world(rows).request(...ROWS, { id, headers: { accept: 'text/html;q=0.9, text/csv' } });
    expect(headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8; header=present', 'vary': 'accept' });
    expect(text).toBe('a,n\r\n1,1.10\r\n"x,y",2E5\r\n3,\r\n');
  });

  test.each([ROWS, ['GET', '/objects'] as const])('%s %s: what cannot be answered is 406', async (...route) => {
    const { status, headers } = await world(rows).request(...route, { id, headers: { accept: 'text/html' } });
    expect([status, headers['content-type']]).toEqual([406, 'application/problem+json']);
  });
});

test('objects as CSV have a line each, what nests as JSON', async () => {
  const { text } = await new World().add(item('a'), item('b')).request('GET', '/objects', { headers: { accept: 'text/csv' } });
  const [head, ...lines] = text.trim().split('\r\n');
  expect(head.split(',').slice(0, 3)).toEqual(['id', 'key', 'status']);
  expect(lines.map(line => line.split(',')[1])).toEqual(['a', 'b']);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])('a body as %j is 415', async contentType => {
  const { status, body } = await new World().request('POST', '/uploads', {
    body: { fileName: 'a', contentType: 'text/csv', size: 1 }, headers: { 'Content-Type': contentType },
  });
  expect([status, body.title]).toEqual([415, 'Unsupported Media Type']);
});

test.each(['application/json', 'Application/JSON; charset=utf-8'])('a body as %j is read', async contentType => {
  const { status } = await new World().request('POST', '/uploads', {
    body: { fileName: 'a', contentType: 'text/csv', size: 1 }, headers: { 'content-type': contentType },
  });
  expect(status).toBe(201);
});
