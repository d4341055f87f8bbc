import { Schema, text } from './schema';
import { FINAL_STATUSES, Status } from '../../contract';
import { UTC_TIME } from '../utc-time';

const TIME: Schema = { type: 'string', format: 'date-time', pattern: UTC_TIME };

/**
 * The filters of `GET /objects`. As the members of one exploded object (`?status=FAILED&from=…`) they can be told which of them go together: those that an index serves.
 *
 * @param divided whether each caller sees the objects of one tenant, which no index lists by time
 */
export function objectFilter(divided: boolean): Schema {
  const byKey = members({
    prefix: { type: 'string', maxLength: 256, description: 'Only objects whose key starts with this' },
    status: { type: 'string', enum: [Status.PROCESSING, ...FINAL_STATUSES], description: 'Only objects of this status' },
  });
  const byTime = members({
    from: { ...TIME, description: 'Only objects that came to their status then or later' },
    to: { ...TIME, description: 'Only objects that came to their status before then; later than `from`' },
    status: { type: 'string', enum: FINAL_STATUSES, description: 'Only objects of this status' },
  });
  return {
    name: 'filter',
    in: 'query',
    required: false,
    style: 'form',
    explode: true,
    schema: divided ? byKey : { anyOf: [byKey, byTime] },
    description: divided ? 'Which objects' : 'Which objects: by `prefix` in the order of the keys, or by `from` and `to` in that of the times',
  };
}

function members(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties, additionalProperties: false };
}

/** The query parameters that are a part of {@link objectFilter}. */
export const FILTERS: readonly string[] = ['prefix', 'status', 'from', 'to'];

/** Parameter objects by their name in the query. */
export const QUERY: Record<string, Schema> = {
  limit: {
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    description: 'Items of a page at most; a page is cut at about a megabyte, too',
  },
  partitionKey: { required: true, schema: { type: 'string', minLength: 1 }, description: 'Value of the partition key whose records are wanted' },
  sortKey: { schema: { type: 'string', minLength: 1 }, description: 'Only the record with this sort key' },
  sortKeyPrefix: { schema: { type: 'string', minLength: 1 }, description: 'Only records whose sort key starts with this' },
  sortKeyFrom: { schema: { type: 'string', minLength: 1 }, description: 'Only records whose sort key is this or comes after it' },
  sortKeyTo: { schema: { type: 'string', minLength: 1 }, description: 'Only records whose sort key is this or comes before it' },
  // One query parameter, `cursor=…`. As the member of an exploded object it can be told to be the server's to make (`readOnly`): nobody, and
  // no tool that makes up requests, can know a value that no answer has held.
  cursor: {
    style: 'form',
    explode: true,
    schema: {
      type: 'object',
      properties: { cursor: { type: 'string', readOnly: true, description: 'The `nextCursor` of the page before, from the same request' } },
      additionalProperties: false,
    },
    description: 'Where the page starts: `?cursor=<nextCursor>` of the page before. It works for ten minutes; 400 for one of another request, 410 where the rows have changed since',
  },
};

/** Parameter objects by the name of the request header. */
export const HEADERS: Record<string, Schema> = {
  'If-None-Match': { schema: { type: 'string' }, description: 'Entity tags that are known already: 304 where it is one of them' },
  'If-Match': { schema: { type: 'string' }, description: 'Entity tags of the object, one of which must be its current one: 412 otherwise' },
  'Idempotency-Key': {
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    description: 'Names this attempt: the same request with the same key is answered with the first answer and done once',
  },
};

/** Header objects of answers, by name. */
export const ANSWER_HEADERS: Record<string, Schema> = {
  'ETag': { schema: text('A strong entity tag'), required: true },
  'X-Next-Cursor': { schema: text('The `nextCursor` of the page, where there is one') },
  'Retry-After': { schema: { type: 'integer', minimum: 0 }, description: 'Seconds to wait' },
};
