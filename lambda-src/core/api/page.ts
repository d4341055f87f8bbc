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

/** The body of a list, spliced from the JSON text of its items so that no digit of a number passes through a parser. */
export function listBody(items: readonly string[], nextCursor: string | null): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}
