import type { RecordError, Status } from './ledger';
import type { QuarantineConfig } from './source';

/** Source and detail type of the events on the bus. */
export const EVENT_SOURCE = 'serverless-ingest-api';
export const EVENT_DETAIL_TYPE = 'Object Ingested';

/** Detail of an event that tells of a final status: sent at least once, when readers see it and not before. Its JSON schema is in `schemas/`. */
export interface ObjectIngested {
  /** Grows when a reader of an older one could misread a newer. */
  readonly version: '1';
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: Exclude<Status, typeof Status.PROCESSING>;
  /** Generation. Events may come twice or out of order: a larger one is newer. */
  readonly rev: number;
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly size: number | null;
  readonly rowsParsed: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly firstError: RecordError | null;
  /** Where rejected records are kept; the object's entry names the objects below the prefix that count. */
  readonly quarantine: QuarantineConfig | null;
  /** Of FAILED: why. */
  readonly error: string | null;
  /** ISO 8601. */
  readonly time: string;
}
