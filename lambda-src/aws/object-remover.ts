import { type AwsClient, isRetryable } from './client';
import type { ObjectRemover } from '../core/api/ports';
import { retrying } from '../core/retry';

/** Deletes objects of one bucket. In a versioned bucket that adds a delete marker. */
export class S3ObjectRemover implements ObjectRemover {
  constructor(private readonly client: AwsClient, private readonly bucket: string) {}

  /** Repeats itself after network errors and 5xx: deleting twice is deleting once. */
  async remove(key: string): Promise<void> {
    const answer = await retrying(
      () => this.client.s3({ method: 'DELETE', bucket: this.bucket, key }),
      { maxAttempts: 3, retryable: isRetryable },
    );
    answer.resume();
  }
}
