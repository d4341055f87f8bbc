import type { AwsClient } from './client';
import { readText } from './http';
import type { BucketLister, ListedObject } from '../core/operations/ports';

/** S3 lists no more at once. */
const PAGE_KEYS = 1000;
const PAGE_TIMEOUT_MS = 30_000;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** ListObjectsV2, page by page: the next page is asked for when the last one is used up. */
export class S3BucketLister implements BucketLister {
  constructor(private readonly client: AwsClient, private readonly bucket: string) {}

  async* list(prefix: string, after: string | undefined): AsyncGenerator<ListedObject> {
    for (let last = after; ;) {
      const answer = await this.client.s3({
        method: 'GET',
        bucket: this.bucket,
        // Encoded, because XML cannot hold each character that a key can.
        query: { 'list-type': '2', 'encoding-type': 'url', 'max-keys': String(PAGE_KEYS), 'prefix': prefix || undefined, 'start-after': last },
        headers: { 'x-amz-optional-object-attributes': 'RestoreStatus' },
      });
      const xml = await readText(answer, PAGE_TIMEOUT_MS);
      const objects = objectsIn(xml);
      yield* objects;
      if (objects.length === 0 || element(xml, 'IsTruncated') !== 'true') return;
      last = objects[objects.length - 1].key;
    }
  }
}

/** The objects of a page of ListObjectsV2 with encoded keys. */
export function objectsIn(xml: string): ListedObject[] {
  return [...xml.matchAll(/<Contents>([^]*?)<\/Contents>/g)].map(([, content]) => ({
    key: decodeURIComponent((element(content, 'Key') ?? '').replace(/\+/g, ' ')),
    etag: (element(content, 'ETag') ?? '').replace(/^"|"$/g, ''),
    size: Number(element(content, 'Size') ?? 0),
    lastModified: new Date(element(content, 'LastModified') ?? 0).toISOString(),
    storageClass: element(content, 'StorageClass') ?? 'STANDARD',
    restored: element(content, 'IsRestoreInProgress') === 'false' && element(content, 'RestoreExpiryDate') !== undefined,
  }));
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1].replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity]);
}
