import type { IncomingMessage } from 'node:http';
import { type AwsClient, ServiceError } from './client';
import { ObjectBody } from './object-body';
import { describe, identityOf } from './object-metadata';
import { tagsOf } from './object-tags';
import { ArchivedObject, type ObjectStore, type OpenObject, UnreadableObject } from '../core/ports';

/** No object there: never written, deleted, or behind a delete marker. */
const GONE = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion', 'MethodNotAllowed']);

/** S3's codes for a request without the key of an SSE-C object: GET has one in its body, HEAD has no body. */
const BAD_REQUEST = new Set(['InvalidRequest', 'BadRequest']);

/** The bucket behind the port. */
export class BucketObjectStore implements ObjectStore {
  constructor(private readonly client: AwsClient, private readonly bucket: string) {}

  async open(key: string): Promise<OpenObject | undefined> {
    try {
      return await this.opened(key, await this.request('GET', key));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'InvalidObjectState') {
        const object = await this.head(key);
        if (object !== undefined) throw new ArchivedObject(object);
      }
      return absentOr(error);
    }
  }

  async head(key: string): Promise<OpenObject | undefined> {
    try {
      return await this.opened(key, await this.request('HEAD', key));
    } catch (error) {
      return absentOr(error);
    }
  }

  private request(method: 'GET' | 'HEAD', key: string): Promise<IncomingMessage> {
    return this.client.s3({ method, bucket: this.bucket, key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
  }

  private async opened(key: string, answer: IncomingMessage): Promise<OpenObject> {
    const metadata = describe(answer.headers);
    const reference = { bucket: this.bucket, key, metadata };
    const body = new ObjectBody(this.client, reference, answer);
    return {
      metadata: { ...metadata, tags: await tagsOf(this.client, reference, answer.headers) },
      contentEncoding: answer.headers['content-encoding'] ?? null,
      identity: identityOf(metadata, answer.headers['content-encoding']),
      body: () => body.chunks(),
      range: (from, to) => new ObjectBody(this.client, reference, undefined, from, to).chunks(),
      discard: () => body.discard(),
    };
  }
}

/** Undefined where the error says that there is no object; the error, or what it means, otherwise. */
function absentOr(error: unknown): undefined {
  if (!(error instanceof ServiceError)) throw error;
  if (GONE.has(error.code) || error.status === 404) return undefined;
  // A request for an object that is there can be bad in one way only: it lacks the key that the object was encrypted with.
  if (error.status === 400 && BAD_REQUEST.has(error.code)) {
    throw new UnreadableObject('the object is encrypted with a key that came with its upload (SSE-C), which the ingest does not have: upload it without one');
  }
  throw error;
}
