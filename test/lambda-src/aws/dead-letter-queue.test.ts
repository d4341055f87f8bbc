import { StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { DeadLetterQueue } from '../../../lambda-src/aws/dead-letter-queue';

const URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/dead';
const server = new StubServer();
let queue: DeadLetterQueue;
beforeAll(async () => {
  await server.start();
  queue = new DeadLetterQueue(new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }), URL);
});
afterAll(() => server.stop());
beforeEach(() => { server.received.length = 0; });

const sent = () => JSON.parse(server.last.body.toString()) as { MessageBody: string; MessageAttributes: { reason: { StringValue: string } } };

test('a message goes there word for word, with the reason as its attribute', async () => {
  await queue.put('{"ü":"日本\n"}', 'no event');
  expect(server.last.headers['x-amz-target']).toBe('AmazonSQS.SendMessage');
  expect(sent()).toEqual({ QueueUrl: URL, MessageBody: '{"ü":"日本\n"}', MessageAttributes: { reason: { DataType: 'String', StringValue: 'no event' } } });
});

test('a reason that quotes what SQS refuses, or is too long, still goes', async () => {
  await queue.put('x', `a\u0000b\ud800${'c'.repeat(5_000)}`);
  expect(sent().MessageAttributes.reason.StringValue).toMatch(/^a\?b\?c{996}$/);
});

test('a service that does not answer is asked again, a refusal is thrown', async () => {
  let calls = 0;
  server.answer = (_, response) => (++calls < 3 ? response.writeHead(503).end('{}') : response.end('{}'));
  await queue.put('x', 'y');
  expect(calls).toBe(3);
  server.answer = (_, response) => response.writeHead(400).end('{"__type":"com.amazonaws.sqs#InvalidMessageContents"}');
  await expect(queue.put('x', 'y')).rejects.toMatchObject({ code: 'InvalidMessageContents' });
});
