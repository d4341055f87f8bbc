import { Schema, text } from './schema';

/** Parameter objects by their name in the query, but those of filters. */
export const QUERY: Record<string, Schema> = {
  limit: {
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    description: 'Items of a page at most; a page is cut at about a megabyte, too',
  },
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
