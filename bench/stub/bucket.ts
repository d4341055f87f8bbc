import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Corpus } from '../corpus';

const LAST_MODIFIED = 'Mon, 23 Nov 2026 04:00:00 GMT';

/** Answers GET and HEAD of any key with the file, or with a range of it, as S3 does. */
export function serveObject(corpus: Corpus, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${corpus.rows.toString(16).padStart(32, '0')}"`;
  const condition = request.headers['if-match'];
  if (condition !== undefined && condition !== etag) {
    response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    return;
  }
  const from = Number(/^bytes=(\d+)-\d*$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(request.headers.range ? 206 : 200, {
    'Content-Length': corpus.bytes - from,
    'Content-Type': corpus.format === 'csv' ? 'text/csv' : 'application/x-ndjson',
    'ETag': etag,
    'Last-Modified': LAST_MODIFIED,
    'x-amz-request-id': 'bench',
    ...request.headers.range && { 'Content-Range': `bytes ${from}-${corpus.bytes - 1}/${corpus.bytes}` },
  });
  if (request.method === 'HEAD') response.end();
  // A reader that leaves early is its own affair.
  else pipeline(Readable.from(corpus.read(from), { highWaterMark: 1 }), response, () => undefined);
}
