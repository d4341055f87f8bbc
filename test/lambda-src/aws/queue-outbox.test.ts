import { StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { QueueOutbox } from '../../../lambda-src/aws/queue-outbox';

const URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/queue';
const server = new StubServer();
let outbox: QueueOutbox;
beforeAll(async () => {
  await server.start();
  outbox = new QueueOutbox(new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }), URL);
});
afterAll(() => server.stop());
beforeEach(() => {
  server.received.length = 0;
  server.answer = (_, response) => response.end('{}');
});

const sent = () => server.received.map(({ body }) => JSON.parse(body.toString()) as { MessageBody: string; DelaySeconds?: number });

test('each message goes once, with its delay where there is one', async () => {
  const messages = Array.from({ length: 100 }, (_, n) => `{"ü":${n}}`);
  await outbox.send(messages);
  expect(sent().map(({ MessageBody }) => MessageBody).sort()).toEqual([...messages].sort());
  expect(sent().some((message) => 'DelaySeconds' in message)).toBe(false);
  await outbox.send(['later'], 30);
  expect(sent().at(-1)).toEqual({ QueueUrl: URL, MessageBody: 'later', DelaySeconds: 30 });
});

test('what a service does not take is sent again, a refusal is thrown', async () => {
  let calls = 0;
  server.answer = (_, response) => (++calls % 3 > 0 ? response.writeHead(503).end('{}') : response.end('{}'));
  await outbox.send(['a', 'b']);
  expect(new Set(sent().map(({ MessageBody }) => MessageBody))).toEqual(new Set(['a', 'b']));
  server.answer = (_, response) => response.writeHead(400).end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}');
  await expect(outbox.send(['c'])).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
});
