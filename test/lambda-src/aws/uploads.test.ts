import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import * as fc from 'fast-check';
import { EmulatedTable } from './emulated-table';
import { AwsClient } from '../../../lambda-src/aws/client';
import { S3ObjectRemover } from '../../../lambda-src/aws/object-remover';
import { S3UploadForms } from '../../../lambda-src/aws/upload-form';
import type { UploadForm } from '../../../lambda-src/core/api/ports';

const { BUCKET } = EmulatedTable;
const NOW = new Date('2026-11-23T05:00:00.750Z');
const EXPIRES_AT = new Date('2026-11-23T05:05:00Z');

describe('the form against the SDK\'s', () => {
  beforeAll(() => { jest.useFakeTimers({ now: new Date('2026-11-23T05:00:00Z'), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }); });
  afterAll(() => { jest.useRealTimers(); });

  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });

  test.each(['us-east-1', 'eu-west-1', 'cn-north-1'])('is the same field by field in %s', async region => {
    const tokens = fc.option(text, { nil: undefined });
    await fc.assert(fc.asyncProperty(text, text, fc.integer({ min: 1 }), tokens, async (key, contentType, maxBytes, sessionToken) => {
      fc.pre(!key.includes('${filename}'));
      const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', ...sessionToken !== undefined && { sessionToken } };
      const expected = await createPresignedPost(new S3Client({ region, credentials }), {
        Bucket: BUCKET,
        Key: key,
        Expires: 300,
        Fields: { 'Content-Type': contentType },
        Conditions: [['content-length-range', 1, maxBytes]],
      });
      const form = new S3UploadForms(new AwsClient({ region, credentials }), BUCKET, () => NOW)
        .sign({ key, contentType, maxBytes, expiresAt: EXPIRES_AT });
      expect(form).toEqual(expected);
    }), { numRuns: 50 });
  });

  test('names a bucket with dots in the path, as its certificate demands', () => {
    const form = new S3UploadForms(new AwsClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }), 'my.bucket', () => NOW)
      .sign({ key: 'k', contentType: 'a/b', maxBytes: 1, expiresAt: EXPIRES_AT });
    expect(form.url).toBe('https://s3.eu-west-1.amazonaws.com/my.bucket/');
  });
});

describe('on a running bucket', () => {
  let world: EmulatedTable;
  beforeAll(async () => { world = await EmulatedTable.start(); });
  afterAll(() => world?.stop());

  const sign = (key: string, maxBytes: number): UploadForm => new S3UploadForms(world.client, BUCKET)
    .sign({ key, contentType: 'text/csv', maxBytes, expiresAt: new Date(Date.now() + 60_000) });

  /** Sends a form as a browser does. */
  async function send({ url, fields }: UploadForm, file: string): Promise<number> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob([file]));
    return (await fetch(url, { method: 'POST', body })).status;
  }

  test('a file goes through the form to exactly its key, and one that is too large does not', async () => {
    const key = 'in/1/a b+ü.csv';
    expect(await send(sign(key, 3), 'abcd')).toBe(400);
    expect(await send(sign(key, 4), 'abcd')).toBeLessThan(300);
    const stored = await world.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect([await stored.Body?.transformToString(), stored.ContentType]).toEqual(['abcd', 'text/csv']);
  });

  test('a form for another key or another type is refused', async () => {
    const { url, fields } = sign('in/2/a.csv', 100);
    expect(await send({ url, fields: { ...fields, key: 'in/2/b.csv' } }, 'x')).toBe(403);
    expect(await send({ url, fields: { ...fields, 'Content-Type': 'text/html' } }, 'x')).toBe(403);
  });

  test.each(['a b', 'a+b', 'a%2Bb', 'ü 日本 😀', "it's (a) *key*!", 'a//b', '?x=1&y#z', 'k'.repeat(1024)])('deleting %j deletes that object, and again is fine', async key => {
    await world.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: 'x' }));
    const remover = new S3ObjectRemover(world.client, BUCKET);
    await remover.remove(key);
    await expect(world.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }))).rejects.toMatchObject({ name: 'NotFound' });
    await remover.remove(key);
  });
});
