import { type AwsClient, isRetryable, type S3Request, ServiceError } from './client';
import { readText } from './http';
import type { QuarantineConfig } from '../../src/contract';
import type { ObjectUpload, QuarantineStore } from '../core/ports';
import { retrying } from '../core/retry';

const CONTENT_TYPE = 'application/x-ndjson';
const ANSWER_MS = 30_000;

/** The bucket of rejected records behind the port. */
export class QuarantineBucket implements QuarantineStore {
  readonly bucket: string;
  readonly prefix: string;

  constructor(private readonly client: AwsClient, { bucket, prefix }: QuarantineConfig) {
    this.bucket = bucket;
    this.prefix = prefix;
  }

  upload(key: string, deadline: number): ObjectUpload {
    return new BucketUpload(this.client, this.bucket, key, deadline);
  }
}

/** One object: a single PUT where it is small, else S3's multipart upload. Each call may be repeated, because what it writes is the same. */
class BucketUpload implements ObjectUpload {
  private uploadId: string | undefined;
  private readonly etags: string[] = [];

  constructor(private readonly client: AwsClient, private readonly bucket: string, private readonly key: string, private readonly deadline: number) {}

  async add(piece: Buffer): Promise<void> {
    this.uploadId ??= element(await this.call({ method: 'POST', query: { uploads: '' }, headers: { 'Content-Type': CONTENT_TYPE } }), 'UploadId');
    const query = { partNumber: String(this.etags.length + 1), uploadId: this.uploadId };
    const etag = await this.attempting(async () => {
      const answer = await this.client.s3({ method: 'PUT', bucket: this.bucket, key: this.key, query, body: piece });
      await readText(answer, ANSWER_MS);
      return answer.headers.etag;
    });
    this.etags.push(etag ?? '');
  }

  async complete(rest: Buffer): Promise<void> {
    if (this.uploadId === undefined) {
      await this.call({ method: 'PUT', headers: { 'Content-Type': CONTENT_TYPE }, body: rest });
      return;
    }
    if (rest.length > 0) await this.add(rest);
    const parts = this.etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`).join('');
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts}</CompleteMultipartUpload>`;
    await this.call({ method: 'POST', query: { uploadId: this.uploadId }, headers: { 'Content-Type': 'application/xml' }, body }, completed);
  }

  async abort(): Promise<void> {
    if (this.uploadId === undefined) return;
    await this.call({ method: 'DELETE', query: { uploadId: this.uploadId } }).catch(() => undefined);
  }

  /** The text of a successful answer. S3 may keep a connection open with a 200 and tell an error in the text that follows. */
  private call(request: Omit<S3Request, 'bucket' | 'key'>, isDone: (error: unknown, attempt: number) => boolean = () => false): Promise<string> {
    return this.attempting(async (attempt) => {
      try {
        const text = await readText(await this.client.s3({ ...request, bucket: this.bucket, key: this.key }), ANSWER_MS);
        const code = text.includes('<Error>') ? element(text, 'Code') : undefined;
        if (code !== undefined) throw new ServiceError('s3', request.method, 500, code, '');
        return text;
      } catch (error) {
        if (isDone(error, attempt)) return '';
        throw error;
      }
    });
  }

  private attempting<T>(attempt: (attempt: number) => Promise<T>): Promise<T> {
    return retrying(attempt, { retryable: isRetryable, deadline: this.deadline, maxAttempts: 8 });
  }
}

/** An upload that is not there any more was completed by an earlier attempt whose answer did not come. */
function completed(error: unknown, attempt: number): boolean {
  return attempt > 1 && error instanceof ServiceError && error.code === 'NoSuchUpload';
}

function element(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`S3's answer has no ${name}`);
  return found;
}
