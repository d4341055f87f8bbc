/** What an S3 event says. */
export interface S3EventOptions {
  readonly bucket: string;
  readonly key: string;
  /** Default: `ObjectCreated:Put`. */
  readonly eventName?: string;
  readonly versionId?: string;
  readonly etag?: string;
  /** Hexadecimal, grows with each event of a key. */
  readonly sequencer?: string;
}

/**
 * The message that S3 sends for one event.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function s3Event({ bucket, key, eventName = 'ObjectCreated:Put', versionId, etag, sequencer = '0055AED6DCD90281E5' }: S3EventOptions): string {
  return JSON.stringify({
    Records: [{
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2026-01-01T00:00:00.000Z',
      eventName,
      userIdentity: { principalId: 'AIDAJDPLRKLG7UEXAMPLE' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'test',
        bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
        object: { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'), size: 1, eTag: etag, versionId, sequencer },
      },
    }],
  });
}
