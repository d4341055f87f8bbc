import type { ListedObject } from './ports';
import { UNREADABLE_INVENTORY } from '../../../src/contract';
import { formDecoded } from '../events/form-decoded';

/** Fields that an inventory must have, so that an object can be laid beside the ledger. */
const NEEDED = ['Size', 'LastModifiedDate', 'ETag'] as const;

/** What Step Functions read is no inventory that a backfill can work with. */
export class UnreadableInventory extends Error {
  override readonly name = UNREADABLE_INVENTORY;
}

/**
 * The objects of a batch, as S3 Inventory (a CSV report with the names of its fields) or a listing by Step Functions shows them. Old versions and delete markers are
 * left out. Throws {@link UnreadableInventory}.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
 */
export function listedObjects(items: readonly unknown[]): ListedObject[] {
  return items.flatMap((item) => {
    const fields = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    if (typeof fields.Key !== 'string' || fields.Key === '') throw new UnreadableInventory(`an item with the fields ${Object.keys(fields).join(', ') || 'none'} names no key: is it an S3 Inventory?`);
    return 'LastModified' in fields ? [listedBySteps(fields)] : reported(fields);
  });
}

/** A listing: keys as they are, times in seconds since 1970. */
function listedBySteps({ Key, Etag, Size, LastModified, StorageClass }: Record<string, unknown>): ListedObject {
  const lastModified = new Date(Number(LastModified) * 1000).toISOString();
  return common(String(Key), { etag: Etag, size: Size, lastModified, storageClass: StorageClass });
}

/** A report: keys encoded as a form would be, everything as text. */
function reported(fields: Record<string, unknown>): ListedObject[] {
  const missing = NEEDED.filter(name => typeof fields[name] !== 'string');
  if (missing.length > 0) throw new UnreadableInventory(`the inventory has no ${missing.join(', ')}: add it to its optional fields`);
  if (fields.IsLatest === 'false' || fields.IsDeleteMarker === 'true') return [];
  const { Key, ETag, Size, StorageClass } = fields;
  const time = new Date(String(fields.LastModifiedDate));
  if (Number.isNaN(time.getTime())) throw new UnreadableInventory(`the inventory has the time ${JSON.stringify(fields.LastModifiedDate)}: is it an S3 Inventory?`);
  return [common(decoded(String(Key)), { etag: ETag, size: Size, lastModified: time.toISOString(), storageClass: StorageClass })];
}

function decoded(key: string): string {
  try {
    return formDecoded(key);
  } catch {
    throw new UnreadableInventory(`the inventory has the key ${JSON.stringify(key)}, which is not URL-encoded: is it a report in CSV?`);
  }
}

function common(
  key: string, { etag, size, lastModified, storageClass }: { etag: unknown; size: unknown; lastModified: string; storageClass: unknown },
): ListedObject {
  return {
    key,
    etag: String(etag ?? '').replace(/^"|"$/g, ''),
    size: Number(size),
    lastModified,
    storageClass: typeof storageClass === 'string' && storageClass !== '' ? storageClass : 'STANDARD',
    // Neither tells of a copy that can be read for a while: the event of the restore does.
    restored: false,
  };
}
