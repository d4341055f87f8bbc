import type { JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { JobKind, MAX_JOB_OBJECTS, Right } from '../contract';

/** What a route does. Names the gateway's operation and the handler's function. */
export type Operation = 'listObjects' | 'getObject' | 'listRows' | 'listRecords' | 'createUpload' | 'deleteObject' | 'getHealth' | 'getOpenApi' | 'getDocs'
| 'replayObject' | 'createJob' | 'listJobs' | 'getJob'
| 'createMultipartUpload' | 'getMultipartUpload' | 'signParts' | 'completeMultipartUpload' | 'abortMultipartUpload';

/** Types that an answer may have. */
export type MediaType = 'application/json' | 'application/x-ndjson' | 'text/csv' | 'text/html';

/** One route of the API. */
export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Resource path of API Gateway, with path parameters in braces. */
  readonly path: string;
  /** What the caller must be. The gateway asks for it as far as it can, and the handler asks again. */
  readonly right: Right;
  /**
   * Names of the query parameters, all of them optional and none of them repeatable.
   *
   * @default - none
   */
  readonly query?: readonly string[];
  /**
   * Names of the request headers that change what the route does.
   *
   * @default - none
   */
  readonly headers?: readonly ('If-None-Match' | 'If-Match' | 'Idempotency-Key')[];
  /**
   * Types that an answer can be had in, by `Accept`; the first is the default.
   *
   * @default - application/json only
   */
  readonly types?: readonly MediaType[];
  /**
   * JSON Schema (what draft-04 and 2020-12 have in common) of the request body, which is then required.
   *
   * @default - no body
   */
  readonly body?: JsonSchema;
  /** HTTP status of success. */
  readonly success: number;
  /**
   * What the stack must have for the route to be there.
   *
   * @default - nothing
   */
  readonly needs?: keyof StackFeatures;
}

/** What a stack may have, and routes may need. */
export interface StackFeatures {
  /** The function that runs jobs. */
  readonly maintenance?: boolean;
  /** Records that are found by their own key. */
  readonly upsert?: boolean;
  /** A page of documentation. */
  readonly docs?: boolean;
}

const STRING = 'string' as JsonSchemaType;

/** A name without a folder and without what XML cannot carry. `${filename}` is for S3 to replace in an upload form. */
const FILE_NAME = '^(?!\\.{1,2}$)(?![\\s\\S]*\\$\\{filename\\})[^\\u0000-\\u001f/\\\\\\u007f-\\u009f\\ufffe\\uffff]+$';
const TOKEN = "[A-Za-z0-9!#$&^_.+'*%`|~-]+";
const MEDIA_TYPE = `^${TOKEN}/${TOKEN}( *; *${TOKEN}=(${TOKEN}|"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`;

const OBJECT = 'object' as JsonSchemaType;
const FILE: Record<string, JsonSchema> = {
  fileName: {
    type: STRING,
    minLength: 1,
    pattern: FILE_NAME,
    // A key has 1,024 bytes and a character up to four.
    anyOf: [{ maxLength: 200 }, { maxLength: 255, pattern: '^[\\x20-\\x7e]*$' }],
  },
  contentType: { type: STRING, minLength: 3, maxLength: 127, pattern: MEDIA_TYPE },
  size: { type: 'integer' as JsonSchemaType, minimum: 1 },
};
const SHA256: JsonSchema = { type: STRING, pattern: '^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$' };
const CRC32: JsonSchema = { type: STRING, pattern: '^[A-Za-z0-9+/]{5}[AQgw]==$' };

function body(properties: Record<string, JsonSchema>, required: string[]): JsonSchema {
  return { type: OBJECT, required, properties, additionalProperties: false };
}

function checksum(algorithm: string, value: JsonSchema): JsonSchema {
  return body({ algorithm: { type: STRING, enum: [algorithm] }, value }, ['algorithm', 'value']);
}

/** A list of parts, each with its number. */
function parts(maxItems: number, more: Record<string, JsonSchema>, required: string[]): JsonSchema {
  const partNumber: JsonSchema = { type: 'integer' as JsonSchemaType, minimum: 1, maximum: 10_000 };
  return { type: 'array' as JsonSchemaType, minItems: 1, maxItems, items: body({ partNumber, ...more }, ['partNumber', ...required]) };
}

/** Bodies of requests. Limits that depend on the stack are the handler's. */
const UPLOAD = body({ ...FILE, checksum: { anyOf: [checksum('SHA256', SHA256), checksum('CRC32', CRC32)] } }, Object.keys(FILE));
const MULTIPART = body({ ...FILE, checksumAlgorithm: { type: STRING, enum: ['SHA256', 'CRC32'] } }, Object.keys(FILE));
const PARTS = body({ parts: parts(100, { checksum: { anyOf: [SHA256, CRC32] } }, []) }, ['parts']);
const COMPLETION = body({ parts: parts(10_000, { etag: { type: STRING, pattern: '^"?[\\x21\\x23-\\x7e]{1,128}"?$' } }, ['etag']) }, []);

const LIST_TYPES: readonly MediaType[] = ['application/json', 'application/x-ndjson', 'text/csv'];

const TIME = { type: STRING, minLength: 10, maxLength: 40 };

/** The shape of the body of `POST /jobs`. What a kind can be narrowed by is the handler's. */
const JOB: JsonSchema = {
  type: 'object' as JsonSchemaType,
  required: ['kind'],
  properties: {
    kind: { type: STRING, enum: Object.values(JobKind) },
    prefix: { type: STRING, maxLength: 1024 },
    status: { type: STRING },
    since: TIME,
    until: TIME,
    distributed: { type: 'boolean' as JsonSchemaType },
    manifest: { type: STRING, minLength: 1, maxLength: 1024 },
    max: { type: 'integer' as JsonSchemaType, minimum: 1, maximum: MAX_JOB_OBJECTS },
    dryRun: { type: 'boolean' as JsonSchemaType },
  },
  additionalProperties: false,
};

/**
 * Every route of the API. The constructs create the gateway's resources, methods and validators from it, and the handler
 * dispatches by it, so neither knows a route that the other does not.
 */
export const ROUTES: readonly Route[] = [
  { operation: 'listObjects', method: 'GET', path: '/objects', right: Right.READER, query: ['prefix', 'status', 'from', 'to', 'limit', 'cursor'], types: LIST_TYPES, success: 200 },
  { operation: 'getObject', method: 'GET', path: '/objects/{id}', right: Right.READER, headers: ['If-None-Match'], success: 200 },
  {
    operation: 'listRows',
    method: 'GET',
    path: '/objects/{id}/rows',
    right: Right.READER,
    query: ['limit', 'cursor'],
    headers: ['If-None-Match'],
    types: LIST_TYPES,
    success: 200,
  },
  {
    operation: 'listRecords',
    method: 'GET',
    path: '/records',
    right: Right.READER,
    query: ['partitionKey', 'sortKey', 'sortKeyPrefix', 'sortKeyFrom', 'sortKeyTo', 'limit', 'cursor'],
    types: LIST_TYPES,
    success: 200,
    needs: 'upsert',
  },
  { operation: 'createUpload', method: 'POST', path: '/uploads', right: Right.UPLOADER, headers: ['Idempotency-Key'], body: UPLOAD, success: 201 },
  {
    operation: 'createMultipartUpload',
    method: 'POST',
    path: '/multipart-uploads',
    right: Right.UPLOADER,
    headers: ['Idempotency-Key'],
    body: MULTIPART,
    success: 201,
  },
  { operation: 'getMultipartUpload', method: 'GET', path: '/multipart-uploads/{id}', right: Right.UPLOADER, success: 200 },
  { operation: 'signParts', method: 'POST', path: '/multipart-uploads/{id}/parts', right: Right.UPLOADER, body: PARTS, success: 200 },
  {
    operation: 'completeMultipartUpload',
    method: 'POST',
    path: '/multipart-uploads/{id}/completion',
    right: Right.UPLOADER,
    headers: ['Idempotency-Key'],
    body: COMPLETION,
    success: 200,
  },
  { operation: 'abortMultipartUpload', method: 'DELETE', path: '/multipart-uploads/{id}', right: Right.UPLOADER, success: 200 },
  { operation: 'deleteObject', method: 'DELETE', path: '/objects/{id}', right: Right.OPERATOR, headers: ['If-Match', 'Idempotency-Key'], success: 202 },
  { operation: 'getHealth', method: 'GET', path: '/health', right: Right.CALLER, success: 200 },
  { operation: 'getOpenApi', method: 'GET', path: '/openapi.json', right: Right.CALLER, headers: ['If-None-Match'], success: 200 },
  { operation: 'getDocs', method: 'GET', path: '/docs', right: Right.CALLER, headers: ['If-None-Match'], types: ['text/html'], success: 200, needs: 'docs' },
  {
    operation: 'replayObject',
    method: 'POST',
    path: '/objects/{id}/replay',
    right: Right.OPERATOR,
    headers: ['If-Match', 'Idempotency-Key'],
    success: 202,
    needs: 'maintenance',
  },
  {
    operation: 'createJob',
    method: 'POST',
    path: '/jobs',
    right: Right.OPERATOR,
    headers: ['Idempotency-Key'],
    body: JOB,
    success: 202,
    needs: 'maintenance',
  },
  { operation: 'listJobs', method: 'GET', path: '/jobs', right: Right.OPERATOR, query: ['limit', 'cursor'], success: 200, needs: 'maintenance' },
  { operation: 'getJob', method: 'GET', path: '/jobs/{id}', right: Right.OPERATOR, success: 200, needs: 'maintenance' },
];

/** The routes of a stack. */
export function routesOf(features: StackFeatures = {}, routes: readonly Route[] = ROUTES): Route[] {
  return routes.filter(({ needs }) => needs === undefined || features[needs]);
}
