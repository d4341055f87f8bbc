import { StubServer } from './stub-server';
import { batchGet } from '../../../lambda-src/aws/batch-get';
import { AwsClient } from '../../../lambda-src/aws/client';
import { type Attributes, ledgerKey } from '../../../lambda-src/aws/ledger-item';

interface Asked {
  readonly RequestItems: { table: { Keys: Attributes[]; ConsistentRead: boolean } };
}

const server = new StubServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => { server.received.length = 0; });

const client = (): AwsClient => new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const keys = (count: number): Attributes[] => Array.from({ length: count }, (_, n) => ledgerKey(`id${n}`));

/** Answers with the first `most` of the keys and leaves the others unprocessed. */
function serve(most: number): void {
  server.answer = ({ body }, response) => {
    const { Keys, ConsistentRead } = (JSON.parse(body.toString()) as Asked).RequestItems.table;
    expect([Keys.length <= 100, ConsistentRead]).toEqual([true, true]);
    response.end(JSON.stringify({
      Responses: { table: Keys.slice(0, most) },
      UnprocessedKeys: Keys.length > most ? { table: { Keys: Keys.slice(most), ConsistentRead } } : {},
    }));
  };
}

test('any number of keys, a hundred to a call', async () => {
  serve(100);
  expect(await batchGet(client(), 'table', keys(250))).toEqual(keys(250));
  expect(server.received).toHaveLength(3);
  expect(await batchGet(client(), 'table', [])).toEqual([]);
});

test('what is left unprocessed is asked for again', async () => {
  serve(30);
  expect(await batchGet(client(), 'table', keys(100))).toEqual(keys(100));
  expect(server.received).toHaveLength(4);
});

test('what is never processed is a throttle, not a short answer', async () => {
  serve(0);
  await expect(batchGet(client(), 'table', keys(3))).rejects.toMatchObject({ throttled: true, message: expect.stringContaining('3 keys were left unprocessed') });
});
