import { StubServer } from './stub-server';
import { AwsClient } from '../../../lambda-src/aws/client';
import { EventBus } from '../../../lambda-src/aws/event-bus';
import type { ObjectIngested } from '../../../src/contract';

const EVENT: ObjectIngested = {
  version: '1',
  id: 'i',
  bucket: 'b',
  key: 'ü.csv',
  status: 'COMMITTED',
  rev: 1,
  etag: 'e',
  versionId: null,
  size: 1,
  rowsParsed: 1,
  rowsWritten: 1,
  rowsRejected: 0,
  firstError: null,
  quarantine: null,
  error: null,
  time: '2026-01-02T03:04:05.000Z',
};
const server = new StubServer();
let bus: EventBus;
beforeAll(async () => {
  await server.start();
  bus = new EventBus(new AwsClient({ region: 'eu-west-1', endpoint: server.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }), 'arn:bus');
});
afterAll(() => server.stop());
beforeEach(() => { server.received.length = 0; });

const answers = (...bodies: object[]) => {
  server.answer = (_, response) => response.end(JSON.stringify(bodies[Math.min(server.received.length, bodies.length) - 1]));
};
const notTaken = (ErrorCode: string) => ({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'no' }] });
const TAKEN = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };

test('an event is put on the bus', async () => {
  answers(TAKEN);
  await bus.announce(EVENT);
  expect(server.last.headers['x-amz-target']).toBe('AWSEvents.PutEvents');
  const { Entries: [{ Detail: detail, ...entry }] } = JSON.parse(server.last.body.toString()) as { Entries: Record<string, string>[] };
  expect(entry).toEqual({ EventBusName: 'arn:bus', Source: 'serverless-ingest-api', DetailType: 'Object Ingested', Time: 1767323045 });
  expect(JSON.parse(detail)).toEqual(EVENT);
});

test('an entry that was not taken is put again, though the answer is 200', async () => {
  answers(notTaken('ThrottlingException'), notTaken('InternalFailure'), TAKEN);
  await bus.announce(EVENT);
  expect(server.received).toHaveLength(3);
});

test('an entry that is never taken, or is refused, is an error', async () => {
  answers(notTaken('ThrottlingException'));
  await expect(bus.announce(EVENT)).rejects.toThrow('the event bus did not take an event: ThrottlingException: no');
  expect(server.received).toHaveLength(5);
  answers(notTaken('NotAuthorizedForSourceException'));
  await expect(bus.announce(EVENT)).rejects.toMatchObject({ name: 'NotAuthorizedForSourceException' });
  expect(server.received).toHaveLength(6);
});
