import { Size } from 'aws-cdk-lib';
import { nobody, withKey } from './callers';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import { readCsv } from './readers';
import type { LedgerEntry } from '../../local/ingest-client';
import { ApiAuth } from '../../src';

const MAX_BYTES = 1024 * 1024;
const CSV = 'name,n\nAda,1\nGrace,2\n';

interface Upload {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly fields: Record<string, string>;
  readonly expiresAt: string;
}

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start({ api: { auth: ApiAuth.apiKey(), maxUploadSize: Size.bytes(MAX_BYTES) } });
});
afterAll(() => pipeline?.stop());

const ask = (body: unknown) => pipeline.api.call('/uploads', 'POST', body);

async function form(fileName: string, size: number, contentType = 'text/csv'): Promise<Upload> {
  const { status, body } = await ask({ fileName, contentType, size });
  expect(status).toBe(201);
  return JSON.parse(body) as Upload;
}

/** Sends the form as a browser does. */
function submit({ url, fields }: Upload, content: string, changed: Record<string, string> = {}): Promise<Response> {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changed })) data.append(name, value);
  data.append('file', new Blob([content]), 'ignored');
  return fetch(url, { method: 'POST', body: data });
}

test.each(['people.csv', 'with spaces & +100%.csv', 'Grüße 🙂.csv', 'quoted"name".csv'])('a form for %s ends as the object that was promised', async (fileName) => {
  const upload = await form(fileName, Buffer.byteLength(CSV));
  const expires = Date.parse(upload.expiresAt) - Date.now();
  expect(upload.key.endsWith(`/${fileName}`)).toBe(true);
  expect(expires).toBeGreaterThan(200_000);
  expect(expires).toBeLessThanOrEqual(300_000);
  expect((await submit(upload, CSV)).status).toBe(204);
  const entry = await pipeline.settled(upload.key, ({ status }) => status === 'COMMITTED');
  expect(entry).toMatchObject({ id: upload.id, key: upload.key, contentType: 'text/csv', size: Buffer.byteLength(CSV) });
  expect(await pipeline.rows(upload.key)).toEqual(readCsv(CSV));
});

test('two uploads of one name are two objects', async () => {
  const [one, other] = [await form('same.csv', 100), await form('same.csv', 100)];
  expect(one.key).not.toBe(other.key);
  await Promise.all([submit(one, 'n\n1\n'), submit(other, 'n\n2\n')]);
  await Promise.all([one, other].map(({ key }) => pipeline.settled(key, ({ status }) => status === 'COMMITTED')));
  expect(await pipeline.rows(one.key)).toEqual(['{"n":"1"}']);
  expect(await pipeline.rows(other.key)).toEqual(['{"n":"2"}']);
});

describe('S3 refuses', () => {
  const size = Buffer.byteLength(CSV);

  test.each([
    ['a file that is larger than announced', `${CSV}more`, {}],
    ['an empty file', '', {}],
    ['another content type', CSV, { 'Content-Type': 'text/html' }],
    ['another key', CSV, { key: 'elsewhere.csv' }],
    ['a field that was not signed', CSV, { acl: 'public-read' }],
  ])('%s', async (_, content, changed: Record<string, string>) => {
    const upload = await form('refused.csv', size);
    const { status } = await submit(upload, content, changed);
    expect([400, 403]).toContain(status);
    await pipeline.quiet();
    expect(await pipeline.api.all<LedgerEntry>('/objects', { prefix: upload.key })).toEqual([]);
    expect(await pipeline.api.all<LedgerEntry>('/objects', { prefix: 'elsewhere' })).toEqual([]);
  });
});

describe('POST /uploads answers with a problem', () => {
  const good = { fileName: 'a.csv', contentType: 'text/csv', size: 10 };

  test.each([
    ['without a file name', { ...good, fileName: undefined }], ['without a content type', { ...good, contentType: undefined }],
    ['without a size', { ...good, size: undefined }], ['an empty object', {}], ['a list', [good]], ['null', null], ['a text', 'text'],
    ['an empty name', { ...good, fileName: '' }], ['a name with a folder', { ...good, fileName: '../a.csv' }], ['a long name', { ...good, fileName: 'a'.repeat(256) }],
    ['a name with a line break', { ...good, fileName: 'a\n.csv' }], ['a number for a name', { ...good, fileName: 1 }],
    ['no media type', { ...good, contentType: 'csv' }], ['a header smuggled in', { ...good, contentType: 'text/csv\r\nx: y' }],
    ['a size of 0', { ...good, size: 0 }], ['a negative size', { ...good, size: -1 }], ['a broken size', { ...good, size: 1.5 }], ['a size in words', { ...good, size: '10' }],
  ])('%s: 400', async (_, body) => {
    expectProblem(await ask(body), 400);
  });

  test('a body that is no JSON: 400', async () => {
    expectProblem(await pipeline.api.send('/uploads', 'POST', withKey(pipeline.session.apiKey), '{"fileName":'), 400);
  });

  test('a size over the limit: 413', async () => {
    expect((await ask({ ...good, size: MAX_BYTES })).status).toBe(201);
    expectProblem(await ask({ ...good, size: MAX_BYTES + 1 }), 413);
  });

  test('no key: 403', async () => {
    expectProblem(await pipeline.api.send('/uploads', 'POST', nobody, JSON.stringify(good)), 403);
  });
});
