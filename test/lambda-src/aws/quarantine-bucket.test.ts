import { GetObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { EmulatedTable } from './emulated-table';
import { type Received, StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { QuarantineBucket } from '../../../lambda-src/aws/quarantine-bucket';
import { MIN_PIECE_BYTES } from '../../../lambda-src/core/ports';

const PLACE = { bucket: EmulatedTable.BUCKET, prefix: 'rejected/' };
const PIECE = Buffer.alloc(MIN_PIECE_BYTES, 'a');
const REST = Buffer.from('the rest');

describe('on the emulator', () => {
  let emulated: EmulatedTable;
  let store: QuarantineBucket;
  beforeAll(async () => {
    emulated = await EmulatedTable.start();
    store = new QuarantineBucket(emulated.client, PLACE);
  });
  afterAll(() => emulated?.stop());

  async function read(Key: string): Promise<{ body: Buffer; type?: string }> {
    const { Body: body, ContentType: type } = await emulated.s3.send(new GetObjectCommand({ Bucket: PLACE.bucket, Key }));
    return { body: Buffer.from(await body?.transformToByteArray() ?? []), type };
  }
  const uploads = async () => (await emulated.s3.send(new ListMultipartUploadsCommand({ Bucket: PLACE.bucket }))).Uploads ?? [];

  test('a small object is put at once', async () => {
    await store.upload('rejected/a b/ü+%.csv/1-0-0.ndjson', Infinity).complete(REST);
    expect(await read('rejected/a b/ü+%.csv/1-0-0.ndjson')).toEqual({ body: REST, type: 'application/x-ndjson' });
  });

  test.each([['a rest', REST], ['nothing behind its last piece', Buffer.alloc(0)]])('a large one comes in pieces, with %s', async (name, rest) => {
    const upload = store.upload(name, Infinity);
    await upload.add(PIECE);
    await upload.add(PIECE);
    await upload.complete(rest);
    const { body } = await read(name);
    expect(body.equals(Buffer.concat([PIECE, PIECE, rest]))).toBe(true);
    expect(await uploads()).toEqual([]);
  });

  test('one that is given up leaves nothing', async () => {
    const upload = store.upload('given up', Infinity);
    await upload.add(PIECE);
    expect(await uploads()).toHaveLength(1);
    await upload.abort();
    expect(await uploads()).toEqual([]);
    await expect(read('given up')).rejects.toThrow();
  });
});

describe('a service that misbehaves', () => {
  const server = new StubServer();
  let store: QuarantineBucket;
  beforeAll(async () => {
    await server.start();
    store = new QuarantineBucket(new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }), PLACE);
  });
  afterAll(() => server.stop());

  /** Answers as S3 does, but for the calls that a test answers itself. */
  function answering(special: (request: Received, calls: number) => { status: number; body: string } | undefined): void {
    let calls = 0;
    server.answer = (request, response) => {
      const answer = special(request, ++calls);
      const text = request.url.includes('uploads=') ? '<R><UploadId>u-1</UploadId></R>' : '<CompleteMultipartUploadResult/>';
      response.writeHead(answer?.status ?? 200, { etag: '"e"' }).end(answer?.body ?? text);
    };
  }
  const error = (status: number, code: string) => ({ status, body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>` });
  const isComplete = ({ method, url }: Received) => method === 'POST' && url.includes('uploadId=');

  test('is asked again', async () => {
    answering((_, calls) => calls % 2 === 1 ? error(503, 'SlowDown') : undefined);
    const upload = store.upload('k', Infinity);
    await upload.add(PIECE);
    await upload.complete(REST);
    expect(server.last.body.toString()).toContain('<Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part><Part><PartNumber>2</PartNumber>');
  });

  test('is not believed where it says 200 and an error', async () => {
    answering((request) => isComplete(request) ? error(200, 'AccessDenied') : undefined);
    const upload = store.upload('k', Date.now() + 300);
    await upload.add(PIECE);
    await expect(upload.complete(REST)).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('that completed an upload without an answer has completed it', async () => {
    let asked = 0;
    answering((request) => !isComplete(request) ? undefined : ++asked === 1 ? error(500, 'InternalError') : error(404, 'NoSuchUpload'));
    const upload = store.upload('k', Infinity);
    await upload.add(PIECE);
    await upload.complete(REST);
    expect(asked).toBe(2);
  });

  test('that never knew an upload has not', async () => {
    answering((request) => isComplete(request) ? error(404, 'NoSuchUpload') : undefined);
    const upload = store.upload('k', Infinity);
    await upload.add(PIECE);
    await expect(upload.complete(REST)).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  test('that refuses is told of, without a byte of a record', async () => {
    answering(() => error(403, 'AccessDenied'));
    await expect(store.upload('k', Infinity).complete(Buffer.from('secret'))).rejects.toThrow(/^s3 PUT failed with AccessDenied \(403\)$/);
    await expect(store.upload('k', Infinity).abort()).resolves.toBeUndefined();
  });
});
