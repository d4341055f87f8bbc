import { count, nullable, record, ref, Schema, text, time } from './schema';
import { FINAL_STATUSES, JobKind, Status } from '../../contract';

const ID: Schema = text('Names the object in this API: opaque, the same for one key for ever', { pattern: '^[A-Za-z0-9_-]{22,43}$' });
const KEY: Schema = text('Key of the object in the bucket');
const NEXT_CURSOR: Schema = nullable(text('Where the next page starts, for ten minutes: the same request with `cursor` set to it. Null on the last page'));

const PARTS: Record<string, Schema> = {
  partSize: count('Bytes of each part but the last'),
  partCount: count('Parts'),
  checksumAlgorithm: nullable(text('Checksum that each part must come with')),
};

/** Every kind of answer, by name. */
export const ANSWERS: Record<string, Schema> = {
  Status: { type: 'string', enum: [Status.PROCESSING, ...FINAL_STATUSES], description: 'How far an object is' },
  RecordError: record({
    line: count('Physical line, from 1'),
    column: count('Byte in the line, from 1'),
    byteOffset: count('Byte in the file after decompression, from 0'),
    message: text('What is wrong'),
  }),
  Checksum: record({ algorithm: text('As S3 names it'), value: text('Base64') }),
  Showing: {
    ...record({ status: ref('Status'), etag: nullable(text('Of the object')), versionId: nullable(text('Of the object')), committedAt: time('When it was committed') }),
    description: 'The older generation that still shows',
  },
  Object: {
    ...record({
      id: ID,
      key: KEY,
      status: ref('Status'),
      rowsParsed: count('Records found'),
      rowsWritten: count('Records that became rows'),
      rowsRejected: count('Records that could not be read'),
      rowsSuperseded: count('Only where records are found by their own key: those that lost to newer ones'),
      firstError: nullable(ref('RecordError')),
      size: nullable(count('Bytes')),
      etag: nullable(text('ETag of the object in the bucket, without quotes')),
      versionId: nullable(text('Version of the object in the bucket')),
      contentType: nullable(text('As it was uploaded')),
      checksum: nullable(ref('Checksum')),
      userMetadata: nullable({ type: 'object', additionalProperties: { type: 'string' }, description: 'The `x-amz-meta-…` of the object' }),
      tags: nullable({
        type: 'object', additionalProperties: { type: 'string' }, description: 'The tags of the object when it was read; null where they could not be read',
      }),
      lastModified: nullable(time('Of the object')),
      committedAt: nullable(time('When what shows was committed')),
      finalAt: nullable(time('When the object came to its status; null while something is under way')),
      attempts: count('Attempts at the newest generation'),
      lagMs: nullable({ type: 'integer', description: 'Milliseconds from the change of the object to its commit' }),
      error: nullable(text('Only of FAILED: why the last attempt failed')),
      showing: { ...nullable(ref('Showing')), description: 'Only of FAILED' },
    }, ['rowsSuperseded', 'error', 'showing']),
    additionalProperties: true,
    description: 'An entry of the ledger: the newest state of one key',
  },
  // `anyOf` keeps tools that guess links by names from expecting that an entry is gone after a DELETE: it stays and says DELETED.
  ObjectList: record({ items: { type: 'array', items: { anyOf: [ref('Object')] } }, nextCursor: NEXT_CURSOR }),
  Row: record({ row: { type: 'integer', minimum: 1, description: 'Place in the file, from 1' }, data: { description: 'The record, digit for digit' } }),
  RowList: record({ items: { type: 'array', items: ref('Row') }, nextCursor: NEXT_CURSOR }),
  Record: record({
    data: { description: 'The record, digit for digit' },
    objectId: text('The object that it came from', { pattern: '^[A-Za-z0-9_-]{22,43}$' }),
    effectiveAt: time('Since when it is the newest'),
  }),
  RecordList: record({ items: { type: 'array', items: ref('Record') }, nextCursor: NEXT_CURSOR }),
  Upload: record({
    id: ID,
    key: KEY,
    url: text('Where to POST the form to', { format: 'uri' }),
    fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'Fields of the form, to be sent before the field `file`' },
    expiresAt: time('Until when the form works'),
  }),
  MultipartUpload: record({ id: ID, key: KEY, ...PARTS }),
  MultipartState: record({
    id: ID,
    key: KEY,
    size: count('Bytes, as announced'),
    ...PARTS,
    completed: { type: 'boolean' },
    parts: {
      type: 'array',
      items: record({ partNumber: count('From 1'), size: count('Bytes'), etag: text('As the bucket has it') }),
      description: 'Parts that have arrived',
    },
  }),
  SignedParts: record({
    parts: {
      type: 'array',
      items: record({
        partNumber: count('From 1'),
        size: count('Bytes that the request must have'),
        url: text('Where to PUT the part to', { format: 'uri' }),
        headers: { type: 'object', additionalProperties: { type: 'string' }, description: 'Headers to send with it' },
      }),
    },
    expiresAt: time('Until when the requests work'),
  }),
  CompletedUpload: record({ id: ID, key: KEY, size: count('Bytes'), etag: text('ETag of the object') }),
  Deletion: record({ id: ID, key: KEY }),
  JobFinding: record({
    key: KEY,
    reason: text('Why the job is about it'),
    ageSeconds: count('Redrive only: seconds since the message was first sent'),
  }, ['ageSeconds']),
  Job: {
    ...record({
      jobId: text('Names the job', { pattern: '^[A-Za-z0-9_-]{22,43}$' }),
      kind: { type: 'string', enum: Object.values(JobKind) },
      state: { type: 'string', enum: ['RUNNING', 'DONE', 'FAILED'] },
      requestedBy: text('Who asked for it'),
      requestedAt: time('When that was'),
      updatedAt: time('When it was entered last'),
      endedAt: time('When it ended'),
      id: text('Replay of one object: its id'),
      prefix: text('Only keys that start with it'),
      status: ref('Status'),
      since: time('Only objects of then or later'),
      until: time('Only objects of before then'),
      distributed: { type: 'boolean', description: 'Whether Step Functions goes through the bucket' },
      manifest: text('Key of the `manifest.json` of the inventory'),
      max: count('Acted on at most'),
      dryRun: { type: 'boolean', description: 'Whether it lists and counts only' },
      listed: count('Looked at'),
      matched: count('Of these, what the job is about'),
      sent: count('Of these, acted on'),
      truncated: { type: 'boolean', description: 'Whether `max` was reached and there is more' },
      findings: { type: 'array', items: ref('JobFinding'), description: 'The first of what matched' },
      error: text('Why it failed'),
    }, ['endedAt', 'id', 'prefix', 'status', 'since', 'until', 'distributed', 'manifest', 'error']),
    additionalProperties: true,
    description: 'Something that an operator, or the schedule, has done to many objects',
  },
  JobList: record({ items: { type: 'array', items: ref('Job') }, nextCursor: NEXT_CURSOR }),
  Health: record({ status: { type: 'string', const: 'ok' } }),
  OpenApi: { type: 'object', required: ['openapi', 'info', 'paths'], properties: { openapi: { type: 'string', pattern: '^3\\.1\\.' } } },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'requestId'],
    properties: {
      type: text('Kind of problem', { format: 'uri-reference' }),
      title: text('What the status means'),
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text('What went wrong here, and what to do'),
      requestId: text('Names the request in the logs of whoever runs this API'),
    },
    description: 'Problem details of RFC 9457',
  },
};
