import { createHash } from 'node:crypto';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { Size } from 'aws-cdk-lib';
import { nobody, withKey } from './callers';
import { Pipeline } from './pipeline';
import { expectProblem } from './problems';
import { readCsv } from './readers';
import type { LedgerEntry } from '../../local/ingest-client';
import { ApiAuth, UploadChecksum } from '../../src';

const MAX_BYTES = 1024 * 1024;
const MIB = 1024 * 1024;
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

  test('a size over the limit: 400', async () => {
    expect((await ask({ ...good, size: MAX_BYTES })).status).toBe(201);
    expectProblem(await ask({ ...good, size: MAX_BYTES + 1 }), 400);
  });

  test('the checksum of another content: S3 refuses the file', async () => {
    const checksum = { algorithm: 'SHA256', value: createHash('sha256').update(CSV).digest('base64') };
    const answer = await ask({ ...good, size: Buffer.byteLength(CSV), checksum });
    const upload = JSON.parse(answer.body) as Upload;
    expect(upload.fields).toMatchObject({ 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-sha256': checksum.value });
    expect((await submit(upload, CSV, { 'x-amz-checksum-sha256': createHash('sha256').update('other').digest('base64') })).status).toBe(403);
    expect((await submit(upload, CSV)).status).toBe(204);
  });

  test('no key: 403', async () => {
    expectProblem(await pipeline.api.send('/uploads', 'POST', nobody, JSON.stringify(good)), 403);
  });
});

describe('an Idempotency-Key', () => {
  const good = { fileName: 'once.csv', contentType: 'text/csv', size: 10 };
  const askWith = (key: string, body: unknown) => pipeline.api.send('/uploads', 'POST', ({ headers }) => ({
    ...headers, 'x-api-key': pipeline.session.apiKey, 'idempotency-key': key,
  }), JSON.stringify(body));

  test('makes one upload of many requests, also of those that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => askWith('one', good)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(new Set([...made, await askWith('one', good)].map(({ body }) => body)).size).toBe(1);
    expectProblem(await askWith('one', { ...good, size: 11 }), 422);
    expectProblem(await askWith('two words', good), 400);
  });
});

describe('an upload in parts', () => {
  let large: Pipeline;
  beforeAll(async () => {
    large = await Pipeline.start({ api: { auth: ApiAuth.apiKey(), maxUploadSize: Size.gibibytes(6), uploadChecksum: UploadChecksum.SHA256 } });
  });
  afterAll(() => large?.stop());

  const content = Buffer.from(`n,text\n${Array.from({ length: 120_000 }, (_, n) => `${n},${'x'.repeat(80)}\n`).join('')}`);
  const call = async <T>(path: string, method: string, body?: unknown, expected = 200): Promise<T> => {
    const answer = await large.api.call(`/multipart-uploads${path}`, method, body);
    expect([answer.status, answer.body]).toEqual([expected, expect.anything()]);
    return JSON.parse(answer.body) as T;
  };
  const begin = () => call<{ id: string; key: string; partSize: number; partCount: number }>('', 'POST',
    { fileName: 'large.csv', contentType: 'text/csv', size: content.length }, 201);

  /** Sends one part as a browser does, and returns what S3 answers. */
  async function sendPart(id: string, partNumber: number, part: Buffer): Promise<Response> {
    const checksum = createHash('sha256').update(part).digest('base64');
    const { parts: [{ url, headers }] } = await call<{ parts: { url: string; headers: Record<string, string> }[] }>(`/${id}/parts`, 'POST', { parts: [{ partNumber, checksum }] });
    return fetch(url, { method: 'PUT', headers, body: new Uint8Array(part) });
  }

  test('becomes the object that was announced, and its rows', async () => {
    const { id, key, partSize, partCount } = await begin();
    expect([partSize, partCount]).toEqual([8 * MIB, 2]);
    const parts = Array.from({ length: partCount }, (_, n) => content.subarray(n * partSize, (n + 1) * partSize));
    expect((await sendPart(id, 2, parts[1])).status).toBe(200);
    await call(`/${id}/completion`, 'POST', {}, 409);
    const { headers } = await sendPart(id, 1, parts[0]);
    const state = await call<{ parts: { partNumber: number; size: number; etag: string }[] }>(`/${id}`, 'GET');
    expect(state.parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([[1, 8 * MIB], [2, content.length - 8 * MIB]]);
    expect(`"${state.parts[0].etag}"`).toBe(headers.get('etag'));
    await call(`/${id}/completion`, 'POST', { parts: [{ partNumber: 1, etag: 'another' }, { partNumber: 2, etag: state.parts[1].etag }] }, 409);

    const done = await call<{ id: string; etag: string }>(`/${id}/completion`, 'POST', { parts: state.parts.map(({ partNumber, etag }) => ({ partNumber, etag })) });
    expect(await call(`/${id}/completion`, 'POST', {})).toEqual(done);
    const entry = await large.settled(key, ({ status }) => status === 'COMMITTED');
    expect(entry).toMatchObject({ id, key, size: content.length, etag: done.etag, rowsWritten: 120_000 });
    await call(`/${id}`, 'DELETE', undefined, 409);
  });

  test('of another size than was announced is not completed', async () => {
    const { id, key, partSize } = await begin();
    await sendPart(id, 1, content.subarray(0, partSize));
    await sendPart(id, 2, content.subarray(partSize, content.length - 1));
    await call(`/${id}/completion`, 'POST', {}, 409);
    expect(await large.api.find(key)).toBeUndefined();
  });

  test('can be given up, and is then unknown', async () => {
    const { id } = await begin();
    await sendPart(id, 1, content.subarray(0, 8 * MIB));
    await call(`/${id}`, 'DELETE');
    for (const [path, method, body] of [['', 'GET'], ['', 'DELETE'], ['/completion', 'POST', {}], ['/parts', 'POST', { parts: [{ partNumber: 1 }] }]] as const) {
      await call(`/${id}${path}`, method, body, 404);
    }
    const { Uploads: left = [] } = await large.session.clients.s3.send(new ListMultipartUploadsCommand({ Bucket: large.session.bucket }));
    expect(left.map(({ Key: key }) => key)).not.toContain(id);
  });

  test('needs a checksum for each part where the stack asks for them, and an announced size within the limit', async () => {
    const { id } = await begin();
    await call(`/${id}/parts`, 'POST', { parts: [{ partNumber: 1 }] }, 409);
    await call('', 'POST', { fileName: 'a.csv', contentType: 'text/csv', size: 6 * 1024 * MIB + 1 }, 400);
    await call('', 'POST', { fileName: 'a.csv', contentType: 'text/csv', size: 6 * 1024 * MIB }, 201);
    expectProblem(await large.api.call('/uploads', 'POST', { fileName: 'a.csv', contentType: 'text/csv', size: 1 }), 400);
  });
});
