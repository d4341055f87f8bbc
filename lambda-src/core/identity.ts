import { createHash } from 'node:crypto';
import { INDEX_SHARDS } from '../../src/contract';

/** What an id looks like: opaque, safe in a path, short enough for a sort key. */
export const OBJECT_ID = /^[A-Za-z0-9_-]{22,43}$/;

/** The id of an object: 192 bits of a hash of bucket and key, as 32 characters of base64url. */
export function objectId(bucket: string, key: string): string {
  return createHash('sha256').update(`${bucket}\0${key}`).digest('base64url').slice(0, 32);
}

/** The partition of each index, from 0, that holds an object's ledger item. */
export function shardOf(id: string): number {
  return Buffer.from(id.slice(0, 4), 'base64url')[0] % INDEX_SHARDS;
}
