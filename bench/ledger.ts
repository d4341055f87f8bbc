import type { Entry } from '../lambda-src/core/api/entry';
import { objectId } from '../lambda-src/core/identity';
import { Status } from '../src/contract';

/** The bucket of the bench. */
export const BUCKET = 'bench-bucket';

/** Objects that the ledger holds. */
export const OBJECTS = 1_000;

/** What the ledger says of object `n`, from 0, and `GET /objects/{id}` is to answer: a file without a fault, with all that S3 tells of it. */
export function entryOf(n: number): Entry {
  const key = `in/2026/11/orders-${String(n).padStart(6, '0')}.csv`;
  const rows = 1_000 + n;
  return {
    id: objectId(BUCKET, key),
    key,
    status: Status.COMMITTED,
    rowsParsed: rows,
    rowsWritten: rows,
    rowsRejected: 0,
    firstError: null,
    quarantine: null,
    size: 110 * rows,
    etag: n.toString(16).padStart(32, '0'),
    versionId: `bench.${String(n).padStart(26, '0')}`,
    contentType: 'text/csv',
    checksum: { algorithm: 'CRC64NVME', value: Buffer.from(String(n).padStart(8, '0')).toString('base64') },
    userMetadata: { 'uploaded-by': 'shop', 'batch': String(n) },
    tags: {},
    lastModified: '2026-11-23T04:00:00.000Z',
    committedAt: '2026-11-23T04:00:02.500Z',
    finalAt: '2026-11-23T04:00:02.500Z',
    attempts: 1,
    lagMs: 2_500,
  };
}
