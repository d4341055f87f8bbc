import { createHmac } from 'node:crypto';
import type { AwsClient } from './client';
import { urlOf } from './endpoint';
import type { Checksum, UploadForm, UploadForms } from '../core/api/ports';

/**
 * Signs forms for `POST Object` (browser-based uploads with Signature Version 4). Of all signed uploads only a form
 * bounds the size of what it lets in.
 */
export class S3UploadForms implements UploadForms {
  constructor(private readonly client: AwsClient, private readonly bucket: string, private readonly now: () => Date = () => new Date()) {}

  sign({ key, contentType, maxBytes, expiresAt, checksum }: {
    key: string; contentType: string; maxBytes: number; expiresAt: Date; checksum?: Checksum;
  }): UploadForm {
    const { accessKeyId, secretAccessKey, sessionToken } = this.client.credentials;
    const date = seconds(this.now()).replace(/[-:]/g, '');
    const scope = [date.slice(0, 8), this.client.region, 's3', 'aws4_request'];
    const exact: Record<string, string> = {
      'Content-Type': contentType,
      'bucket': this.bucket,
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
      'X-Amz-Date': date,
      ...sessionToken && { 'X-Amz-Security-Token': sessionToken },
      ...checksum && {
        'x-amz-checksum-algorithm': checksum.algorithm,
        [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
      },
      key,
    };
    const policy = Buffer.from(JSON.stringify({
      expiration: seconds(expiresAt),
      conditions: [['content-length-range', 1, maxBytes], ...Object.entries(exact).map(([name, value]) => ({ [name]: value }))],
    })).toString('base64');
    const signingKey = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
    return {
      url: urlOf(this.client.s3Endpoint(this.bucket)),
      fields: { ...exact, 'Policy': policy, 'X-Amz-Signature': hmac(signingKey, policy).toString('hex') },
    };
  }
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

/** ISO 8601 without fractions: `2026-11-23T04:00:00Z`. */
function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
