import * as fc from 'fast-check';
import { messagesOf } from '../../../../lambda-src/core/events/messages';
import { type Hint, normalize, type Reading, UnreadableEvent } from '../../../../lambda-src/core/events/normalize';

const BUCKET = 'landing';
const TIME = '2026-01-02T03:04:05.678Z';

/** S3's own way to write a key into an event. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%20/g, '+').replace(/%2F/g, '/');
}

function s3Record(key: string, eventName = 'ObjectCreated:Put', eventVersion = '2.1') {
  return { eventVersion, eventSource: 'aws:s3', eventTime: TIME, eventName, s3: { bucket: { name: BUCKET }, object: { key: encodeKey(key), sequencer: '0A' } } };
}

const s3Event = (keys: string[], eventName?: string) => ({ Records: keys.map((key) => s3Record(key, eventName)) });
const eventBridgeEvent = (key: string, detailType = 'Object Created') => ({
  'version': '0', 'source': 'aws.s3', 'detail-type': detailType, 'time': TIME, 'detail': { bucket: { name: BUCKET }, object: { key } },
});
const snsNotification = (message: unknown) => ({ Type: 'Notification', MessageId: '1', Message: JSON.stringify(message) });
const snsEvent = (message: unknown) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] });
const sqsEvent = (bodies: unknown[], receives = '1') => ({
  Records: bodies.map((body, index) => ({
    eventSource: 'aws:sqs', messageId: `m${index}`, body: JSON.stringify(body), attributes: { ApproximateReceiveCount: receives },
  })),
});

/** Each envelope around the same news. */
const ENVELOPES: Record<string, (news: unknown) => unknown> = {
  's3 direct': (news) => news,
  'sqs': (news) => sqsEvent([news]),
  'sns': (news) => snsEvent(news),
  'sns to sqs': (news) => sqsEvent([snsNotification(news)]),
  'sns raw to sqs': (news) => sqsEvent([news]),
};

/** The hints of an event, all of which must be understood. */
function hints(event: unknown): Hint[] {
  return messagesOf(event).flatMap((message) => {
    const { hints: found, refused } = message.read();
    if (refused.length > 0) throw refused[0];
    return found;
  });
}
const counts = ({ hints: found, refused }: Reading): [number, number] => [found.length, refused.length];
const AWKWARD_KEYS = ['plain.csv', 'a b.csv', 'a+b.csv', '100%.csv', 'ü/日本/🦊.csv', 'a/b//c', '%2F', 'x'.repeat(1024)];

describe.each(Object.entries(ENVELOPES))('E5: an event through %s', (_name, wrap) => {
  test.each(AWKWARD_KEYS.map((key) => [key.slice(0, 20), key]))('names the key %s as it is', (_short, key) => {
    expect(hints(wrap(s3Event([key])))).toEqual([{ bucket: BUCKET, key, time: TIME }]);
  });

  test('may hold several records', () => {
    expect(hints(wrap(s3Event(['a', 'b', 'c']))).map((hint) => hint.key)).toEqual(['a', 'b', 'c']);
  });

  test('is a hint when it tells of a deletion, too', () => {
    expect(hints(wrap(s3Event(['a'], 'ObjectRemoved:DeleteMarkerCreated')))).toEqual([{ bucket: BUCKET, key: 'a', time: TIME }]);
  });

  test('is nothing to do when it is the test event of S3', () => {
    expect(hints(wrap({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET }))).toEqual([]);
  });

  test('of another major version is refused by its number', () => {
    expect(() => hints(wrap({ Records: [s3Record('a', 'ObjectCreated:Put', '3.0')] }))).toThrow(/version 3\.0/);
  });

  test.each([[null], [1], ['text'], [[]], [{}], [{ Records: [{}] }], [{ Records: [{ eventSource: 'aws:s3', eventVersion: '2.1', s3: {} }] }]])(
    'with the garbage %j is refused', (garbage) => {
      expect(() => hints(wrap(garbage))).toThrow(UnreadableEvent);
    });
});

describe('E5: an event of EventBridge', () => {
  test.each(AWKWARD_KEYS.map((key) => [key.slice(0, 20), key]))('carries the key %s undecoded', (_short, key) => {
    expect(hints(eventBridgeEvent(key))).toEqual([{ bucket: BUCKET, key, time: TIME }]);
    expect(hints(sqsEvent([eventBridgeEvent(key, 'Object Deleted')]))).toEqual([{ bucket: BUCKET, key, time: TIME }]);
  });

  test('of another version is refused by its number', () => {
    expect(() => hints({ ...eventBridgeEvent('a'), version: '7' })).toThrow(/version 7/);
  });
});

test('a message of a batch that is refused leaves the others alone', () => {
  const messages = messagesOf(sqsEvent([s3Event(['a']), { nonsense: true }, s3Event(['b'])]));
  expect(messages.map((message) => message.messageId)).toEqual(['m0', 'm1', 'm2']);
  expect(messages.map((message) => counts(message.read()))).toEqual([[1, 0], [0, 1], [1, 0]]);
  expect(messages.map(({ text }) => text)).toEqual([s3Event(['a']), { nonsense: true }, s3Event(['b'])].map((body) => JSON.stringify(body)));
});

test.each(Object.entries(ENVELOPES))('a record that is refused leaves the others of its message alone: %s', (_name, wrap) => {
  const bad = [s3Record('b', 'ObjectCreated:Put', '3.0'), {}, null, s3Record('k'.repeat(1025))];
  const [message] = messagesOf(wrap({ Records: [s3Record('a'), ...bad, s3Record('c')] }));
  const { hints: found, refused } = message.read();
  expect(found.map(({ key }) => key)).toEqual(['a', 'c']);
  expect(refused.map(({ message: reason }) => reason)).toEqual([
    expect.stringContaining('version 3.0'), expect.stringContaining('source'), expect.stringContaining('null'), expect.stringContaining('1025 bytes'),
  ]);
});

test('a message larger than any event is refused unread', () => {
  const [message] = messagesOf(sqsEvent([{ ...s3Event(['a']), padding: 'x'.repeat(256 * 1024) }]));
  expect(message.read()).toMatchObject({ hints: [], refused: [{ message: expect.stringMatching(/larger than any event/) }] });
});

test('an event outside of a queue is kept as its JSON text', () => {
  expect(messagesOf(s3Event(['a']))[0].text).toBe(JSON.stringify(s3Event(['a'])));
  expect(messagesOf(undefined)[0]).toMatchObject({ text: '' });
});

test('the receive count comes from SQS, and is 1 outside of it', () => {
  expect(messagesOf(sqsEvent([s3Event(['a'])], '4'))[0].receives).toBe(4);
  expect(messagesOf(s3Event(['a']))[0].receives).toBe(1);
});

test('a body that is not JSON is refused, not dropped', () => {
  const [message] = messagesOf({ Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: '{' }] });
  expect(counts(message.read())).toEqual([0, 1]);
});

test('a key that is not URL-encoded is refused by its text', () => {
  const record = s3Record('a');
  record.s3.object.key = '%zz';
  expect(normalize({ Records: [record] }).refused).toMatchObject([{ message: expect.stringContaining('%zz') }]);
});

test('envelopes do not nest without end', () => {
  let event: unknown = s3Event(['a']);
  for (let depth = 0; depth < 20; depth++) event = snsNotification(event);
  expect(normalize(event).refused).toMatchObject([{ message: expect.stringContaining('envelopes') }]);
});

test('property: every key survives every envelope', () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  fc.assert(fc.property(key, fc.constantFrom(...Object.values(ENVELOPES)), (text, wrap) => {
    expect(hints(wrap(s3Event([text])))).toEqual([{ bucket: BUCKET, key: text, time: TIME }]);
  }), { numRuns: 2_000 });
});

test('E5: property: anything at all is either hints or an UnreadableEvent', () => {
  fc.assert(fc.property(fc.anything(), fc.constantFrom(...Object.values(ENVELOPES)), (anything, wrap) => {
    let wrapped: unknown;
    try {
      wrapped = wrap(anything);
    } catch {
      return; // JSON.stringify refuses what no event can hold
    }
    for (const message of messagesOf(wrapped)) {
      const { refused } = message.read();
      expect(refused.filter((reason) => !(reason instanceof UnreadableEvent))).toEqual([]);
    }
  }), { numRuns: 2_000 });
});
