import * as http from 'node:http';
import * as net from 'node:net';
import * as fc from 'fast-check';
import { type Answer, AnswerReader } from '../../../lambda-src/aws/answer-reader';

/** What is read of an answer that comes in pieces cut at these places. */
function read(bytes: Buffer, cuts: readonly number[] = []): Answer | undefined {
  const reader = new AnswerReader();
  const places = [0, ...[...cuts].map(cut => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  let answer: Answer | undefined;
  for (let n = 1; n < places.length; n++) {
    if (places[n] === places[n - 1]) continue;
    // What held a piece holds another one after it.
    const piece = Buffer.from(bytes.subarray(places[n - 1], places[n]));
    answer = reader.push(piece);
    piece.fill('?');
  }
  return answer ?? reader.end();
}

/** What Node.js itself reads of it. */
function readByNode(bytes: Buffer): Promise<{ status?: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const server = net.createServer(socket => socket.once('data', () => socket.end(bytes))).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      const request = http.request({ port, host: '127.0.0.1', method: 'POST', agent: false }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
          .on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
      });
      request.on('error', reject).on('close', () => server.close()).end();
    });
  });
}

const statuses = fc.constantFrom('200 OK', '204 No Content', '304 Not Modified', '400 Bad Request', '413 ', '500', '503 Slow Down');
const interim = fc.constantFrom('', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
const extra = fc.constantFrom('', 'Connection: close\r\n', 'Connection: keep-alive\r\nx-amzn-RequestId:  R1 \r\n', 'X-Empty:\r\nx-twice: 1\r\nX-Twice: 2\r\n');
const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }).map(piece => Buffer.from(piece)), { maxLength: 4 });

/** A body as it goes over the wire, by the header that says how. */
const framed = fc.oneof(
  chunks.map(pieces => [`Content-Length: ${Buffer.concat(pieces).length}\r\n`, Buffer.concat(pieces)] as const),
  chunks.map(pieces => ['', Buffer.concat(pieces)] as const),
  fc.tuple(chunks, fc.constantFrom('', ';name=value'), fc.constantFrom('', 'x-trailer: t\r\n')).map(([pieces, extension, trailer]) => {
    const parts = pieces.flatMap(piece => [Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from('\r\n')]);
    return ['Transfer-Encoding: chunked\r\n', Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)])] as const;
  }),
);
const answers = fc.tuple(interim, statuses, extra, framed).map(([before, status, headers, [framing, body]]) => {
  const isEmpty = /^[23]04/.test(status);
  return {
    bytes: Buffer.concat([Buffer.from(`${before}HTTP/1.1 ${status}\r\n${headers}${framing}\r\n`), isEmpty ? Buffer.alloc(0) : body]),
    hasEnd: isEmpty || framing !== '',
  };
});

test('an answer is what Node.js reads of it, wherever its pieces are cut', async () => {
  await fc.assert(fc.asyncProperty(answers, fc.array(fc.nat(), { maxLength: 6 }), async ({ bytes }, cuts) => {
    const byNode = await readByNode(bytes);
    const answer = read(bytes, cuts);
    expect([answer?.status, answer?.text]).toEqual([byNode.status, byNode.body.toString()]);
    expect(Object.fromEntries(answer?.headers ?? [])).toEqual(byNode.headers);
  }), { numRuns: Number(process.env.CASES ?? 100) });
});

test('an answer is not complete before its last byte, but for one that only the end of the connection ends', () => {
  fc.assert(fc.property(answers, ({ bytes, hasEnd }) => {
    const reader = new AnswerReader();
    expect([...bytes].findIndex((_, n) => reader.push(bytes.subarray(n, n + 1)) !== undefined)).toBe(hasEnd ? bytes.length - 1 : -1);
    if (!hasEnd) expect(reader.end()).toBeDefined();
  }));
});

test.each([
  ['keep-alive is the default', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', true],
  ['an answer without a length', 'HTTP/1.1 200 OK\r\n\r\n{}', false],
  ['the server closes', 'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\n{}', false],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}', false],
  ['more than the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n', false],
])('%s: whether the connection can be used again', (_, text, expected) => {
  expect(read(Buffer.from(text))).toMatchObject({ keepsAlive: expected, text: '{}' });
});

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', 'it does not begin with a status'],
  ['no name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n', 'a header has no name'],
  ['a folded header', 'HTTP/1.1 200 OK\r\nx-a: 1\r\n folded\r\n\r\n', 'a header has no name'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 'its length is 2, 3'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}', 'its length is -2'],
  ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 'its transfer coding is gzip, chunked'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 'a chunk has no size'],
  ['a chunk over its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n', 'a chunk is longer than its size'],
  ['an endless head', `HTTP/1.1 200 OK\r\nx-a: ${'1'.repeat(70_000)}`, 'its head does not end'],
])('%s is refused', (_, text, why) => {
  expect(() => read(Buffer.from(text))).toThrow(`the answer is no HTTP/1.1: ${why}`);
});
