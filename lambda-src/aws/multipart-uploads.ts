import { sign } from 'aws4';
import { type AwsClient, isRetryable, ServiceError } from './client';
import { encodeRfc3986, urlOf } from './endpoint';
import { readText } from './http';
import { element, elements, escapeXml } from './xml';
import type { ChecksumAlgorithm } from '../../src/contract';
import type { MultipartUploads, SignedPart, UploadedPart } from '../core/api/ports';
import { retrying } from '../core/retry';

interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

/** Completing a large upload takes S3 a while; the answer must come before the gateway gives up. */
const TIMEOUT_MS = 24_000;
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

/** Uploads in parts to one bucket. */
export class S3MultipartUploads implements MultipartUploads {
  constructor(private readonly client: AwsClient, private readonly bucket: string, private readonly now: () => Date = () => new Date()) {}

  async create({ key, contentType, algorithm }: { key: string; contentType: string; algorithm?: ChecksumAlgorithm }): Promise<string> {
    const xml = await this.call('POST', key, { uploads: '' }, { headers: { 'Content-Type': contentType, 'x-amz-checksum-algorithm': algorithm } });
    return element(xml, 'UploadId') ?? (() => { throw new Error('S3 named no upload in its answer'); })();
  }

  async listParts({ key, uploadId }: Upload): Promise<UploadedPart[] | undefined> {
    const parts: UploadedPart[] = [];
    try {
      for (let marker: string | undefined = ''; marker !== undefined;) {
        const xml: string = await this.call('GET', key, { uploadId, 'max-parts': '1000', 'part-number-marker': marker || undefined });
        parts.push(...elements(xml, 'Part').map(partOf));
        marker = element(xml, 'IsTruncated') === 'true' ? element(xml, 'NextPartNumberMarker') : undefined;
      }
      return parts;
    } catch (error) {
      return absentOr(error);
    }
  }

  async complete({ key, uploadId, parts }: Upload & { parts: readonly UploadedPart[] }): Promise<{ etag: string } | undefined> {
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.map(xmlOf).join('')}</CompleteMultipartUpload>`;
    try {
      const xml = await retrying(() => this.call('POST', key, { uploadId }, { headers: { 'Content-Type': 'application/xml' }, body }),
        { maxAttempts: 3, retryable: isRetryable });
      // S3 sends its 200 before it begins, so a failure comes in the body.
      const code = xml.includes('<Error>') ? element(xml, 'Code') : undefined;
      if (code !== undefined) throw new ServiceError('s3', 'POST', 500, code, element(xml, 'Message') ?? '');
      return { etag: (element(xml, 'ETag') ?? '').replaceAll('"', '') };
    } catch (error) {
      return absentOr(error);
    }
  }

  async abort({ key, uploadId }: Upload): Promise<void> {
    try {
      await retrying(() => this.call('DELETE', key, { uploadId }), { maxAttempts: 3, retryable: isRetryable });
    } catch (error) {
      absentOr(error);
    }
  }

  /** A URL for exactly so many bytes: S3 checks the signed length against the one that comes. */
  signPart({ key, uploadId, partNumber, bytes, expiresAt, checksum }: Parameters<MultipartUploads['signPart']>[0]): SignedPart {
    const endpoint = this.client.s3Endpoint(this.bucket, key);
    const headers = checksum ? { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value } : {};
    const seconds = Math.max(1, Math.floor((expiresAt.getTime() - this.now().getTime()) / 1000));
    const signed = sign({
      service: 's3',
      region: this.client.region,
      method: 'PUT',
      path: `${endpoint.path}?partNumber=${partNumber}&uploadId=${encodeRfc3986(uploadId)}&X-Amz-Expires=${seconds}`,
      headers: { ...headers, 'Host': endpoint.port ? `${endpoint.hostname}:${endpoint.port}` : endpoint.hostname, 'Content-Length': bytes },
      signQuery: true,
    }, this.client.credentials);
    return { url: urlOf({ ...endpoint, path: signed.path ?? '' }), headers };
  }

  private async call(
    method: string, key: string, query: Record<string, string | undefined>,
    more: { headers?: Record<string, string | undefined>; body?: string } = {},
  ): Promise<string> {
    return readText(await this.client.s3({ method, bucket: this.bucket, key, query, ...more }), TIMEOUT_MS, MAX_ANSWER_BYTES);
  }
}

function partOf(xml: string): UploadedPart {
  const checksums = (['SHA256', 'CRC32'] as const).flatMap(algorithm => {
    const value = element(xml, `Checksum${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  return {
    partNumber: Number(element(xml, 'PartNumber')),
    size: Number(element(xml, 'Size')),
    etag: (element(xml, 'ETag') ?? '').replaceAll('"', ''),
    ...checksums.length > 0 && { checksum: checksums[0] },
  };
}

function xmlOf({ partNumber, etag, checksum }: UploadedPart): string {
  const sum = checksum ? `<Checksum${checksum.algorithm}>${escapeXml(checksum.value)}</Checksum${checksum.algorithm}>` : '';
  return `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escapeXml(`"${etag}"`)}</ETag>${sum}</Part>`;
}

/** Undefined where the error says that there is no such upload. */
function absentOr(error: unknown): undefined {
  if (error instanceof ServiceError && error.code === 'NoSuchUpload') return undefined;
  throw error;
}
