import { createHash } from 'node:crypto';
import { badRequest } from './problem';

/** How long a cursor works, in milliseconds. */
export const CURSOR_LIFETIME_MS = 10 * 60 * 1000;

/** Where the next page starts. */
export interface Position {
  /** The published generation that the page is of; 0 where pages are of no generation. */
  readonly generation: number;
  /** The route's own: an object id or a row number. Holds no dot. */
  readonly position: string;
}

const AGAIN = 'start again without a cursor';

/**
 * A cursor for the next page of `query`. It carries a position inside that query and nothing else, so it needs no secret: a
 * forged one reaches only what the same request could reach anyway. The checksum covers the query too, which makes a
 * cursor of another request as invalid as an altered one.
 */
export function encodeCursor(query: readonly string[], { generation, position }: Position, now: Date): string {
  const text = `${(now.getTime() + CURSOR_LIFETIME_MS).toString(36)}.${generation}.${position}`;
  return Buffer.from(`${text}.${checksum(query, text)}`).toString('base64url');
}

/** The position in a cursor that {@link encodeCursor} made for the same query. Throws a 400 {@link Problem} for any other. */
export function decodeCursor(cursor: string, query: readonly string[], now: Date): Position {
  const decoded = Buffer.from(cursor, 'base64url');
  const text = decoded.toString('latin1');
  const end = text.lastIndexOf('.');
  const [expires, generation, position] = text.slice(0, end).split('.');
  // One position has one spelling: base64url decoding alone would ignore stray characters and trailing bits.
  if (decoded.toString('base64url') !== cursor || text.slice(end + 1) !== checksum(query, text.slice(0, end)) || position === undefined) {
    throw badRequest(`the cursor is not one that this request has returned: ${AGAIN}`);
  }
  const left = parseInt(expires, 36) - now.getTime();
  if (!(left > 0 && left <= CURSOR_LIFETIME_MS)) {
    throw badRequest(`the cursor has expired, it works for ${CURSOR_LIFETIME_MS / 60_000} minutes: ${AGAIN}`);
  }
  return { generation: Number(generation), position };
}

function checksum(query: readonly string[], text: string): string {
  return createHash('sha256').update(JSON.stringify([...query, text])).digest('base64url').slice(0, 22);
}
