import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { BUCKET, World } from './memory';
import { objectId } from '../../../../lambda-src/core/identity';

const UPLOAD = ['POST', '/uploads'] as const;
const good = { fileName: 'orders.csv', contentType: 'text/csv', size: 1000 };
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('the answer names the object that the upload will be', async () => {
  const key = `${UUID}/orders.csv`;
  const { status, body } = await new World().request(...UPLOAD, { body: good });
  expect([status, body]).toEqual([201, {
    id: objectId(BUCKET, key),
    key,
    url: 'https://landing.example/',
    fields: { 'key': key, 'Content-Type': 'text/csv', 'max': '1000', 'until': '2026-11-23T05:05:00.000Z' },
    expiresAt: '2026-11-23T05:05:00.000Z',
  }]);
});

test('the key starts with the watched prefix', async () => {
  const world = new World({ source: { prefix: 'in/', suffixes: [] } });
  expect((await world.request(...UPLOAD, { body: good })).body.key).toBe(`in/${UUID}/orders.csv`);
});

test('a form works for five minutes at most, for less if the stack says so', async () => {
  const expiry = async (expiresSeconds: number): Promise<unknown> =>
    (await new World({ uploads: { maxBytes: 5000, expiresSeconds } }).request(...UPLOAD, { body: good })).body.expiresAt;
  expect(await expiry(3600)).toBe('2026-11-23T05:05:00.000Z');
  expect(await expiry(60)).toBe('2026-11-23T05:01:00.000Z');
});

test.each(['a b+c%20.csv', 'ünï 日本 😀.csv', '...csv', 'x'.repeat(255), '😀'.repeat(200), '$x', '-'])('file name %j is accepted', async fileName => {
  const { status, body } = await new World().request(...UPLOAD, { body: { ...good, fileName } });
  expect([status, body.key]).toEqual([201, `${UUID}/${fileName}`]);
});

test.each([
  [undefined, 'fileName is undefined: use the name of the file'],
  [null, 'fileName is null'],
  ['', 'fileName is "": use the name of the file'],
  [7, 'fileName is 7'],
  [['a'], 'fileName is ["a"]'],
  ['.', 'use a name without a folder'],
  ['..', 'use a name without a folder'],
  ['../a.csv', 'use a name without a folder'],
  ['a\\b.csv', 'use a name without a folder'],
  ['a\nb', 'use a name without control characters'],
  ['a\0', 'use a name without control characters'],
  ['a\u0085', 'use a name without control characters'],
  ['a\ud800', 'use a name without control characters'],
  ['a\uffff', 'use a name without control characters'],
  ['${filename}', 'use a name without ${filename}'],
  ['é'.repeat(201), 'fileName is 201 characters long: use at most 200, or 255 of ASCII'],
  ['x'.repeat(256), 'fileName is 256 characters long'],
])('file name %j is refused', async (fileName, detail) => {
  const { status, body } = await new World().request(...UPLOAD, { body: { ...good, fileName } });
  expect([status, body.detail]).toEqual([400, expect.stringContaining(detail)]);
});

test('a name that would not be ingested is refused with those that would', async () => {
  const world = new World({ source: { prefix: '', suffixes: ['.csv', '.csv.gz'] } });
  expect((await world.request(...UPLOAD, { body: { ...good, fileName: 'a.csv.gz' } })).status).toBe(201);
  const { status, body } = await world.request(...UPLOAD, { body: { ...good, fileName: 'a.CSV' } });
  expect([status, body.detail]).toEqual([400, 'fileName is "a.CSV", which is not ingested: use a name that ends with .csv or .csv.gz']);
});

test('a key that S3 would refuse is refused', async () => {
  const world = new World({ source: { prefix: `${'p'.repeat(900)}/`, suffixes: [] } });
  const { status, body } = await world.request(...UPLOAD, { body: { ...good, fileName: 'x'.repeat(100) } });
  expect([status, body.detail]).toEqual([400, 'the object key would be 1038 bytes long, S3 allows 1024: use a shorter fileName']);
});

test.each(['text/csv', 'text/csv; charset=utf-8', 'application/vnd.x+json;a="b c"', 'application/x-ndjson'])('content type %j is accepted', async contentType => {
  expect((await new World().request(...UPLOAD, { body: { ...good, contentType } })).status).toBe(201);
});

test.each([undefined, null, '', 'csv', 'text/', '/csv', 'text/csv\r\nx: y', 'text/csv;', 'a/b c', 5, `a/${'b'.repeat(126)}`])('content type %j is refused', async contentType => {
  const { status, body } = await new World().request(...UPLOAD, { body: { ...good, contentType } });
  expect([status, body.detail]).toEqual([400, expect.stringMatching(/^contentType is .*: use a media type such as text\/csv, at most 127 characters$/)]);
});

test.each([undefined, null, 0, -1, 1.5, '1000', true, 2 ** 53, []])('size %j is refused', async size => {
  const { status, body } = await new World().request(...UPLOAD, { body: { ...good, size } });
  expect([status, body.detail]).toEqual([400, expect.stringContaining('use the size of the file in bytes, a whole number from 1 to 5000000')]);
});

test('a file over the limit is 400 and names it', async () => {
  expect((await new World().request(...UPLOAD, { body: { ...good, size: 5_000_000 } })).status).toBe(201);
  const { status, body } = await new World().request(...UPLOAD, { body: { ...good, size: 5_000_001 } });
  expect([status, body.title, body.detail]).toEqual([400, 'Bad Request', 'size is 5000001 bytes: uploads are limited to 5000000 bytes']);
});

test.each([undefined, '', '{', '{"fileName":', 'null', '[]', '"x"', '1', '\0'])('body %j is refused', async raw => {
  const { status, body } = await new World().request(...UPLOAD, { raw });
  expect([status, body.detail]).toEqual([400, expect.stringMatching(/^the body is not (JSON|a JSON object): send \{"fileName"/)]);
});

test('a body that the gateway passes on as base64 is decoded', async () => {
  const raw = Buffer.from(JSON.stringify({ ...good, fileName: 'ü.csv' })).toString('base64');
  expect((await new World().request(...UPLOAD, { raw, base64: true })).body.key).toBe(`${UUID}/ü.csv`);
});

test('whatever the body, the answer is 201 or 400', async () => {
  const field = fc.oneof(fc.anything(), fc.string(), fc.string({ unit: 'binary' }), fc.integer());
  await fc.assert(fc.asyncProperty(fc.oneof(fc.json(), fc.record({ fileName: field, contentType: field, size: field })), async body => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body, (_, value: unknown) => typeof value === 'bigint' ? String(value) : value);
    expect([201, 400]).toContain((await new World().request(...UPLOAD, { raw })).status);
  }), { numRuns: 1000 });
});

describe('a checksum', () => {
  const sha256 = createHash('sha256').update('content').digest('base64');
  const required = { uploads: { maxBytes: 5000, expiresSeconds: 60, checksum: 'SHA256' as const } };

  test('is a field of the form', async () => {
    const { status, body } = await new World().request(...UPLOAD, { body: { ...good, checksum: { algorithm: 'SHA256', value: sha256 } } });
    expect([status, body.fields]).toEqual([201, expect.objectContaining({ SHA256: sha256 })]);
    const crc = await new World().request(...UPLOAD, { body: { ...good, checksum: { algorithm: 'CRC32', value: 'AAAAAA==' } } });
    expect(crc.body.fields).toMatchObject({ CRC32: 'AAAAAA==' });
  });

  test.each([
    'x', null, [], {}, { algorithm: 'SHA256' }, { value: sha256 }, { algorithm: 'MD5', value: sha256 }, { algorithm: 'CRC32', value: sha256 },
    { algorithm: 'SHA256', value: sha256.slice(1) }, { algorithm: 'SHA256', value: `${sha256.slice(0, 42)}B=` }, { algorithm: 'SHA256', value: sha256, more: 1 },
  ])('%j is refused', async checksum => {
    const { status, body } = await new World().request(...UPLOAD, { body: { ...good, checksum } });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/checksum/)]);
  });

  test('is refused where it is missing or another than the one that the stack asks for', async () => {
    const world = new World(required);
    for (const checksum of [undefined, { algorithm: 'CRC32', value: 'AAAAAA==' }]) {
      const { status, body } = await world.request(...UPLOAD, { body: { ...good, checksum } });
      expect([status, body.detail]).toEqual([400, expect.stringContaining('SHA256')]);
    }
    expect((await world.request(...UPLOAD, { body: { ...good, checksum: { algorithm: 'SHA256', value: sha256 } } })).status).toBe(201);
  });
});

test('what one form cannot carry must come in parts', async () => {
  const world = new World({ uploads: { maxBytes: 5 * 1024 ** 4, expiresSeconds: 60 } });
  expect((await world.request(...UPLOAD, { body: { ...good, size: 5 * 1024 ** 3 } })).status).toBe(201);
  const { status, body } = await world.request(...UPLOAD, { body: { ...good, size: 5 * 1024 ** 3 + 1 } });
  expect([status, body.detail]).toEqual([400, 'size is 5368709121 bytes, one form takes 5368709120: use POST /multipart-uploads']);
});
