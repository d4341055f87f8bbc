import type { Operation } from '../routes';

/** What a reader of the documentation wants to know about an operation, beside what the route table says. */
export interface Description {
  readonly summary: string;
  readonly description?: string;
  readonly tag: 'Objects' | 'Uploads' | 'Jobs' | 'About';
  /** Name of the schema of a successful answer. */
  readonly answer: string;
  /** What a success means. */
  readonly success: string;
  /** Statuses of problems that are this operation's own. */
  readonly problems?: readonly number[];
}

/** Every operation. */
export const DESCRIPTIONS: Record<Operation, Description> = {
  listObjects: {
    summary: 'List objects',
    description: 'In the order of their keys, or with `from` or `to` in that of `finalAt`. Each comes from an index that follows within moments.',
    tag: 'Objects',
    answer: 'ObjectList',
    success: 'A page of objects',
    problems: [409],
  },
  getObject: { summary: 'Get an object', tag: 'Objects', answer: 'Object', success: 'The object' },
  listRows: {
    summary: 'List the rows of an object',
    description: 'In file order, of the published generation, none missing. As NDJSON and CSV a line is the record itself.',
    tag: 'Objects',
    answer: 'RowList',
    success: 'A page of rows',
    problems: [410],
  },
  listRecords: {
    summary: 'List records by their key',
    description: 'The newest record of each key of one partition, in the order of the sort keys. Either one `sortKey`, or those with a prefix, or those of a range, ends included. '
      + 'Pages follow the records as they are when each is asked for. As NDJSON and CSV a line is the record itself.',
    tag: 'Objects',
    answer: 'RecordList',
    success: 'A page of records',
    problems: [409],
  },
  createUpload: {
    summary: 'Ask for an upload',
    description: 'The answer is a form for one object of exactly this type and at most this size. Send its fields and then the file, as `multipart/form-data`, to its `url`.',
    tag: 'Uploads',
    answer: 'Upload',
    success: 'A form to upload with',
  },
  createMultipartUpload: {
    summary: 'Begin an upload in parts',
    description: 'For large files, and for those that shall survive a broken connection: ask for signed requests for its parts, PUT them, then complete it.',
    tag: 'Uploads',
    answer: 'MultipartUpload',
    success: 'The upload, and how it is cut into parts',
  },
  getMultipartUpload: { summary: 'See which parts have arrived', tag: 'Uploads', answer: 'MultipartState', success: 'How far it is' },
  signParts: {
    summary: 'Ask for requests to send parts with',
    description: 'Each is a PUT of exactly the bytes that the part has, with the headers that are named, straight to the bucket.',
    tag: 'Uploads',
    answer: 'SignedParts',
    success: 'A signed request for each part',
    problems: [409],
  },
  completeMultipartUpload: {
    summary: 'Complete an upload in parts',
    description: 'The object comes to be if every part is there and has its size. Parts that are named must have the ETags that the bucket knows.',
    tag: 'Uploads',
    answer: 'CompletedUpload',
    success: 'The object is in the bucket',
  },
  abortMultipartUpload: { summary: 'Give an upload in parts up', tag: 'Uploads', answer: 'Deletion', success: 'Its parts are deleted', problems: [409] },
  deleteObject: {
    summary: 'Delete an object',
    description: 'The object is deleted in the bucket. The ledger follows by the event that the bucket sends.',
    tag: 'Objects',
    answer: 'Deletion',
    success: 'The object is deleted in the bucket',
  },
  replayObject: {
    summary: 'Ingest an object again',
    description: 'It is read again whatever the ledger says, into a new generation: what shows now shows until that one is complete.',
    tag: 'Jobs',
    answer: 'Job',
    success: 'The object is in the queue',
  },
  createJob: {
    summary: 'Start a job',
    description: 'One run of a kind at a time: 409 while another runs. With `dryRun` it lists and counts, and does nothing.',
    tag: 'Jobs',
    answer: 'Job',
    success: 'The job has been started',
    problems: [409],
  },
  listJobs: { summary: 'List jobs', description: 'The newest first.', tag: 'Jobs', answer: 'JobList', success: 'A page of jobs' },
  getJob: { summary: 'Get a job', description: 'How far it is, who asked for it, and what came of it.', tag: 'Jobs', answer: 'Job', success: 'The job' },
  getHealth: { summary: 'Ask whether the API is up', tag: 'About', answer: 'Health', success: 'It is' },
  getOpenApi: { summary: 'Get this document', tag: 'About', answer: 'OpenApi', success: 'This document' },
  getDocs: { summary: 'Read this document as a page', tag: 'About', answer: 'OpenApi', success: 'The page' },
};
