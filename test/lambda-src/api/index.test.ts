import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { TableRowStore } from '../../../lambda-src/aws/row-writer';
import type { ApiContext, ApiEvent, ApiResult } from '../../../lambda-src/core/api/api';
import type { Entry } from '../../../lambda-src/core/api/entry';
import { QUOTED } from '../../../lambda-src/core/records/notation';
import { Env } from '../../../src/contract';
import { EmulatedTable } from '../aws/emulated-table';
import { seed } from '../aws/seed';
import type { Body } from '../core/api/memory';

const { TABLE, BUCKET } = EmulatedTable;
const environment = process.env;
let world: EmulatedTable;
let handler: (event: ApiEvent, context: ApiContext) => Promise<ApiResult>;

beforeAll(async () => {
  world = await EmulatedTable.start();
  process.env = {
    ...environment,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: world.endpoint,
    [Env.TABLE_NAME]: TABLE,
    [Env.BUCKET_NAME]: BUCKET,
    [Env.SOURCE]: '{"prefix":"in/","suffixes":[".csv"]}',
    [Env.UPLOADS]: '{"maxBytes":1000,"expiresSeconds":300}',
    [Env.ACCESS]: '{"authorization":{"kind":"apiKey"}}',
    [Env.LOG_LEVEL]: 'CRITICAL',
  };
  // The function reads its environment when it is loaded.
  handler = (jest.requireActual('../../../lambda-src/api/index') as { handler: typeof handler }).handler;
});
afterAll(async () => {
  process.env = environment;
  await world?.stop();
});

/** Invokes the function as the gateway does. */
async function invoke(httpMethod: string, resource: string, request: Partial<ApiEvent> = {}): Promise<{ status: number; body: Body }> {
  const { statusCode, body } = await handler({ httpMethod, resource, ...request }, { awsRequestId: 'r', getRemainingTimeInMillis: () => 20_000 });
  return { status: statusCode, body: JSON.parse(body) as Body };
}

test('the whole function on a running table and bucket', async () => {
  expect(await invoke('GET', '/health')).toEqual({ status: 200, body: { status: 'ok' } });
  expect((await invoke('GET', '/objects')).body).toEqual({ items: [], nextCursor: null });

  const upload = await invoke('POST', '/uploads', { body: '{"fileName":"a b.csv","contentType":"text/csv","size":10}' });
  expect(upload).toMatchObject({ status: 201, body: { url: `${world.endpoint}/${BUCKET}/`, key: expect.stringMatching(/^in\/[0-9a-f-]{36}\/a b\.csv$/) } });
  const key = String(upload.body.key);
  const id = String(upload.body.id);
  expect((await invoke('GET', '/objects/{id}', { pathParameters: { id } })).status).toBe(404);

  await world.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: 'x' }));
  await seed(world.dynamodb, BUCKET, [{ key }, { key: 'in/z.csv' }]);
  const writer = new TableRowStore(world.client, TABLE).writer({ id, rev: 1, part: 0, from: 0, durable: 0, deadline: Date.now() + 10_000 });
  for (const row of ['{"n":1.10}', '{"n":2}', '{"n":3}']) writer.write(QUOTED.write(row));
  await writer.flush();

  const first = await invoke('GET', '/objects', { multiValueQueryStringParameters: { limit: ['1'], prefix: ['in/'] } });
  const second = await invoke('GET', '/objects', {
    multiValueQueryStringParameters: { limit: ['1'], prefix: ['in/'], cursor: [String(first.body.nextCursor)] },
  });
  expect([...first.body.items, ...second.body.items].map(entry => (entry as unknown as Entry).key)).toEqual([key, 'in/z.csv']);
  expect((await invoke('GET', '/objects/{id}', { pathParameters: { id } })).body).toMatchObject({ id, key, status: 'COMMITTED', rowsWritten: 3 });

  const rows = await invoke('GET', '/objects/{id}/rows', { pathParameters: { id }, multiValueQueryStringParameters: { limit: ['2'] } });
  expect(rows.body.items).toEqual([{ row: 1, data: { n: 1.1 } }, { row: 2, data: { n: 2 } }]);
  const cursor = [String(rows.body.nextCursor)];
  expect((await invoke('GET', '/objects/{id}/rows', { pathParameters: { id }, multiValueQueryStringParameters: { cursor } })).body)
    .toEqual({ items: [{ row: 3, data: { n: 3 } }], nextCursor: null });

  expect(await invoke('DELETE', '/objects/{id}', { pathParameters: { id } })).toEqual({ status: 202, body: { id, key } });
  await expect(world.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }))).rejects.toMatchObject({ name: 'NotFound' });
});

test('a table that is gone is a 500 that does not name it', async () => {
  await world.dynamodb.send(new DeleteTableCommand({ TableName: TABLE }));
  const { status, body } = await invoke('GET', '/objects');
  expect([status, body.title]).toEqual([500, 'Internal Server Error']);
  expect(JSON.stringify(body)).not.toContain(TABLE);
});
