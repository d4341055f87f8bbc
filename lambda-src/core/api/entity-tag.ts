import { createHash } from 'node:crypto';
import type { Answer } from './operation';
import { preconditionFailed } from './problem';

/** A strong entity tag, quotes included: the same bytes, the same tag. */
export function entityTag(...parts: readonly (string | number)[]): string {
  return `"${createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 22)}"`;
}

/** Headers of an answer that a client may keep, as long as it asks each time whether it still holds. */
export function revalidated(etag: string): Record<string, string> {
  return { etag, 'cache-control': 'private, no-cache' };
}

/** Whether `If-None-Match` names the tag, compared weakly as RFC 9110 asks. A header that cannot be read names nothing. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = readTags(ifNoneMatch);
  return tags === '*' || tags.some(tag => tag.replace(/^W\//, '') === etag);
}

/** The answer to a client that has the representation already. */
export function notModified(headers: Record<string, string>): Answer {
  return { status: 304, headers, body: '' };
}

/**
 * Goes on only where `If-Match` is absent or names the tag, compared strongly. Throws a 412 {@link Problem} otherwise, and also where the
 * header cannot be read: its sender wanted to be sure.
 */
export function checkIfMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined) return;
  const tags = readTags(ifMatch);
  if (tags !== '*' && !tags.includes(etag)) {
    throw preconditionFailed(`the object is not in the state that If-Match names, its ETag is ${etag}: read it again and decide anew`);
  }
}

/** The entity tags of a list, or `*`; none where any of it is malformed. */
export function readTags(header: string | undefined): readonly string[] | '*' {
  const text = header?.trim() ?? '';
  if (text === '*') return '*';
  // A tag may hold commas and backslashes, but no quote.
  if (!/^(?:\s*,)*\s*(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*"(?:\s*,(?:\s*(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*")?)*\s*$/.test(text)) return [];
  return text.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
