import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ObjectMetadata } from '../../src/contract';

const CHECKSUM = 'x-amz-checksum-';
const USER_METADATA = 'x-amz-meta-';

/** What an answer says about an object: of its tags no more than their number. */
export type Described = Omit<ObjectMetadata, 'tags'>;

/** What the headers of a GET or HEAD say about an object. */
export function describe(headers: IncomingHttpHeaders): Described {
  const versionId = text(headers['x-amz-version-id']);
  const checksum = Object.keys(headers).find((name) => name.startsWith(CHECKSUM) && name !== 'x-amz-checksum-type');
  return {
    size: Number(headers['content-length'] ?? 0),
    etag: (headers.etag ?? '').replace(/^"|"$/g, ''),
    // A bucket whose versioning is suspended calls the version that it overwrites "null": that names no content.
    versionId: versionId === 'null' ? null : versionId,
    contentType: text(headers['content-type']),
    checksum: checksum === undefined ? null : { algorithm: checksum.slice(CHECKSUM.length).toUpperCase(), value: String(headers[checksum]) },
    userMetadata: userMetadata(headers),
    lastModified: new Date(headers['last-modified'] ?? 0).toISOString(),
  };
}

/**
 * Names the content and the metadata of an object. A version id does by itself; without one an overwrite with the same
 * bytes may still bring another type or other metadata. Tags name nothing: they change without a change of the object.
 */
export function identityOf(metadata: Described, contentEncoding: string | undefined): string {
  if (metadata.versionId !== null) return `version:${metadata.versionId}`;
  const rest = JSON.stringify([metadata.lastModified, metadata.contentType, contentEncoding ?? null, Object.entries(metadata.userMetadata).sort()]);
  return `etag:${metadata.etag}:${createHash('sha256').update(rest).digest('base64url').slice(0, 22)}`;
}

/** As S3 sends it: what is not ASCII comes in the encoded words of RFC 2047. */
function userMetadata(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(USER_METADATA));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(USER_METADATA.length), String(value)]));
}

function text(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
