import type { IncomingMessage } from 'node:http';
import { type AwsClient, ServiceError } from './client';
import { ObjectBody } from './object-body';
import { describe, identityOf } from './object-metadata';
import { ArchivedObject, type ObjectStore, type OpenObject } from '../core/ports';

/** No object there: never written, deleted, or behind a delete marker. */
const GONE = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion', 'MethodNotAllowed']);

/** The bucket behind the port. */
export class BucketObjectStore implements ObjectStore {
  constructor(private readonly client: AwsClient, private readonly bucket: string) {}

  async open(key: string): Promise<OpenObject | undefined> {
    try {
      return this.opened(key, await this.request('GET', key));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'InvalidObjectState') {
        const object = await this.head(key);
        if (object !== undefined) throw new ArchivedObject(object);
      }
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async head(key: string): Promise<OpenObject | undefined> {
    try {
      return this.opened(key, await this.request('HEAD', key));
    } catch (error) {
      if (error instanceof ServiceError && isGone(error)) return undefined;
      throw error;
    }
  }

  private request(method: 'GET' | 'HEAD', key: string): Promise<IncomingMessage> {
    return this.client.s3({ method, bucket: this.bucket, key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
  }

  private opened(key: string, answer: IncomingMessage): OpenObject {
    const metadata = describe(answer.headers);
    const body = new ObjectBody(this.client, { bucket: this.bucket, key, metadata }, answer);
    return {
      metadata,
      contentEncoding: answer.headers['content-encoding'] ?? null,
      identity: identityOf(metadata, answer.headers['content-encoding']),
      body: () => body.chunks(),
      discard: () => body.discard(),
    };
  }
}

function isGone(error: ServiceError): boolean {
  return GONE.has(error.code) || error.status === 404;
}
