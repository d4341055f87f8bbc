import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Session } from '../../local/session';

/** Where a report goes, and what is in it. */
export interface InventoryOptions {
  readonly reports: string;
  readonly prefix: string;
  /** Default: what a distributed backfill needs, and more. */
  readonly fields?: string[];
}

const FIELDS = ['Bucket', 'Key', 'Size', 'LastModifiedDate', 'ETag', 'StorageClass'];

/**
 * Puts a report of the pipeline's bucket as S3 Inventory writes it: gzipped CSV files with encoded keys, and a manifest that names them. Returns the manifest's key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export async function putInventory({ clients: { s3 }, bucket }: Session, { reports, prefix, fields = FIELDS }: InventoryOptions): Promise<string> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const rows = Contents.map((object): Record<string, string> => ({
    Bucket: bucket,
    Key: encodeURIComponent(String(object.Key)).replaceAll('%20', '+'),
    Size: String(object.Size),
    LastModifiedDate: String(object.LastModified?.toISOString()),
    ETag: String(object.ETag).replaceAll('"', ''),
    StorageClass: 'STANDARD',
  }));
  const half = Math.ceil(rows.length / 2);
  const files = await Promise.all([rows.slice(0, half), rows.slice(half)].map(async (part, n) => {
    const key = `${prefix}data/${n}.csv.gz`;
    const text = part.map((row) => `${fields.map((field) => `"${row[field]}"`).join(',')}\n`).join('');
    await s3.send(new PutObjectCommand({ Bucket: reports, Key: key, Body: gzipSync(text) }));
    return { key };
  }));
  const manifest = { sourceBucket: bucket, destinationBucket: `arn:aws:s3:::${reports}`, version: '2016-11-30', fileFormat: 'CSV', fileSchema: fields.join(', '), files };
  await s3.send(new PutObjectCommand({ Bucket: reports, Key: `${prefix}manifest.json`, Body: JSON.stringify(manifest) }));
  return `${prefix}manifest.json`;
}
