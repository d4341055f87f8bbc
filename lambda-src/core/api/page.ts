import { csvOf } from './csv-page';
import type { Answer } from './operation';
import type { MediaType } from '../../../src/api/routes';

/**
 * Bytes of items in one answer, before the gateway's escaping: a Lambda function may answer with 6 MB, a client wants to wait
 * for less.
 */
export const MAX_PAGE_BYTES = 1_000_000;

/** The first items that fit into one answer; always one at least. */
export function fitting<T extends { readonly json: string }>(items: readonly T[]): T[] {
  let bytes = 0;
  const end = items.findIndex(({ json }, index) => {
    bytes += Buffer.byteLength(json);
    return bytes > MAX_PAGE_BYTES && index > 0;
  });
  return items.slice(0, end < 0 ? items.length : end);
}

/** The JSON text of a list, spliced from the JSON text of its items so that no digit of a number passes through a parser. */
export function listBody(items: readonly string[], nextCursor: string | null): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}

/** One page of a list. */
export interface ListPage {
  /** JSON text of the items of the JSON list. */
  readonly items: readonly string[];
  /** JSON text of what NDJSON and CSV have in a line. */
  readonly records: readonly string[];
  readonly nextCursor: string | null;
}

/** A page in the type that was asked for. Where the body has no place for the cursor, the header `x-next-cursor` has it. */
export function listAnswer(type: MediaType, { items, records, nextCursor }: ListPage, headers: Record<string, string> = {}): Answer {
  const next = nextCursor !== null && { 'x-next-cursor': nextCursor };
  const common: Record<string, string> = { ...next, ...headers };
  if (type === 'text/csv') return { body: csvOf(records), contentType: 'text/csv; charset=utf-8; header=present', headers: common };
  if (type === 'application/x-ndjson') return { body: records.map(record => `${record}\n`).join(''), contentType: type, headers: common };
  return { body: listBody(items, nextCursor), headers: common };
}
