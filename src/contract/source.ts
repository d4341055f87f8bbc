/** Which keys of the bucket are ingested. Empty lists and strings mean every key. */
export interface SourceConfig {
  readonly prefix: string;
  readonly suffixes: string[];
}

/** The largest object that S3 takes in one POST. */
export const MAX_POST_BYTES = 5 * 1024 ** 3;

/** Where rejected records are kept. */
export interface QuarantineConfig {
  readonly bucket: string;
  /** Of every key. */
  readonly prefix: string;
}

/** The largest object that S3 holds, and the most parts that it takes one in. */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 4;
export const MAX_PARTS = 10_000;

/** Checksums of uploads that S3 checks. */
export type ChecksumAlgorithm = 'SHA256' | 'CRC32';

/** What `POST /uploads` and `POST /multipart-uploads` allow. */
export interface UploadsConfig {
  readonly maxBytes: number;
  readonly expiresSeconds: number;
  /**
   * The checksum that every upload must come with.
   *
   * @default - none: it may come with one
   */
  readonly checksum?: ChecksumAlgorithm;
}
