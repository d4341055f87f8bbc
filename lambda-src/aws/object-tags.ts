import type { IncomingHttpHeaders } from 'node:http';
import { type AwsClient, ServiceError } from './client';
import { networkError } from './errors';
import { readText } from './http';
import type { ObjectReference } from './object-body';
import { element, elements } from './xml';
import type { ObjectMetadata } from '../../src/contract';

/** For each attempt: what an object is does not wait long for what it is tagged with. */
const TIMEOUT_MS = 5_000;

/** Ten tags of 128 and 256 characters are at most 15 KB. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The tags of an object, as they are now. They are asked for only where S3 counted some, and of the version that it counted them of.
 *
 * Null where they were refused, or did not come after three attempts: an object is ingested without its tags rather than not at all.
 *
 * @param headers of the answer to a GET or HEAD of the object
 */
export async function tagsOf(client: AwsClient, reference: ObjectReference, headers: IncomingHttpHeaders): Promise<ObjectMetadata['tags']> {
  if (!(Number(headers['x-amz-tagging-count']) > 0)) return {};
  try {
    return tagsIn(await read(client, reference));
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

async function read(client: AwsClient, { bucket, key, metadata }: ObjectReference): Promise<string> {
  const query = { tagging: '', versionId: metadata.versionId ?? undefined };
  const answer = await client.s3({ method: 'GET', bucket, key, query, timeoutMs: TIMEOUT_MS });
  return readText(answer, TIMEOUT_MS, MAX_ANSWER_BYTES).catch((error: unknown) => { throw networkError('s3', 'GET', error); });
}

/** A tag may have no value. */
function tagsIn(xml: string): Record<string, string> {
  return Object.fromEntries(elements(xml, 'Tag').map((tag) => [element(tag, 'Key') ?? '', element(tag, 'Value') ?? '']));
}
