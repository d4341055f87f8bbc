import type { QuarantineConfig } from './source';

/** The statuses of an object in the ledger. */
export const Status = {
  /** Claimed, not finished. */
  PROCESSING: 'PROCESSING',
  COMMITTED: 'COMMITTED',
  /** No record in it: zero bytes, a header alone, a folder marker. */
  EMPTY: 'EMPTY',
  /** Could not be read as a whole, or too many of its records could not. Shows no row. */
  QUARANTINED: 'QUARANTINED',
  /** Cannot be read within one invocation. */
  TOO_LARGE: 'TOO_LARGE',
  /** In a storage class that must be restored first. */
  ARCHIVED: 'ARCHIVED',
  /** Every attempt failed; the message is in the dead-letter queue. */
  FAILED: 'FAILED',
  DELETED: 'DELETED',
} as const;
export type Status = typeof Status[keyof typeof Status];

/** Statuses that an object keeps until the bucket changes again. */
export const FINAL_STATUSES: readonly Status[] = [
  Status.COMMITTED, Status.EMPTY, Status.QUARANTINED, Status.TOO_LARGE, Status.ARCHIVED, Status.FAILED, Status.DELETED,
];

/** Rejected records whose errors are kept in the ledger entry. */
export const MAX_KEPT_REJECTS = 10;

/** Where something is wrong in a file. Offsets count the bytes after decompression, as UTF-8. */
export interface RecordError {
  /** 1-based physical line. */
  readonly line: number;
  /** 1-based, in bytes from the start of the line. */
  readonly column: number;
  /** 0-based, from the start of the file. */
  readonly byteOffset: number;
  readonly message: string;
}

/** An object of rejected records: NDJSON, a line for each, in the order of the file. */
export interface QuarantineObject {
  /** Its key is the place's prefix and this name. */
  readonly name: string;
  /** Lines that count, from the first. There may be more behind them, which another object of the same generation has too. */
  readonly records: number;
  readonly bytes: number;
  /**
   * Lines of the file before the first that its `line` counts.
   *
   * @default 0
   */
  readonly linesBefore?: number;
}

/** The rejected records of a generation. Objects that are not named here do not count: a killed attempt left them. */
export interface QuarantinedRecords extends QuarantineConfig {
  readonly objects: readonly QuarantineObject[];
}

/** What the bucket said about an object when it was read. */
export interface ObjectMetadata {
  readonly size: number;
  /** Without the quotes. */
  readonly etag: string;
  /** Null where the bucket is not versioned. */
  readonly versionId: string | null;
  readonly contentType: string | null;
  readonly checksum: { readonly algorithm: string; readonly value: string } | null;
  readonly userMetadata: Record<string, string>;
  /** As they were when the object was read. Null where S3 counts some and did not tell them. */
  readonly tags: Record<string, string> | null;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** A state of an object that readers see: set once per generation, by the holder of the newest claim. */
export interface Published extends Partial<ObjectMetadata> {
  readonly rev: number;
  /** Which content this generation was read from. Empty when the object was gone. */
  readonly identity: string;
  readonly status: Status;
  readonly rowsParsed: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  /** True where rows may be gone before the object is. */
  readonly rowsExpire?: true;
  /** Mode `upsert` only: records that lost to newer ones of their keys. They are not in `rowsWritten`. */
  readonly rowsSuperseded?: number;
  /**
   * Mode `upsert` only, ISO 8601: when this generation's records took effect. It never goes back for an object key, whatever version is
   * current, so that of two generations the newer one wins.
   */
  readonly effectiveAt?: string;
  readonly firstError: RecordError | null;
  /** The first {@link MAX_KEPT_REJECTS} rejected records. */
  readonly rejected: RecordError[];
  /**
   * Where the rejected records are kept.
   *
   * @default - none was rejected, or they are not kept
   */
  readonly quarantine?: QuarantinedRecords;
  readonly committedAt: string;
  readonly attempts: number;
  readonly lagMs: number | null;
  /**
   * Rows of each part, in file order, where the generation was written in several: row `n` of the object is found by adding up.
   *
   * @default - all rows are in part 0
   */
  readonly parts?: number[];
  /**
   * Whether the event bus was told.
   *
   * @default - it was not, or there is none
   */
  readonly announced?: boolean;
}

/** An attempt newer than what is published: unfinished, or failed. */
export interface Latest extends Partial<ObjectMetadata> {
  readonly rev: number;
  readonly identity: string;
  readonly status: typeof Status.PROCESSING | typeof Status.FAILED;
  readonly startedAt: string;
  /** ISO 8601. Only of FAILED. */
  readonly failedAt?: string;
  readonly attempts: number;
  readonly error: string | null;
  /** As in {@link Published}. */
  readonly effectiveAt?: string;
  /** ISO 8601. Until then a further event of the same content waits instead of starting over. */
  readonly leaseUntil?: string;
  /** Records of this content do not begin where lines do: it is read from its start to its end, not in parts. */
  readonly sequential?: boolean;
}

/**
 * What the sweep knows of an object: revs count without gaps, so what nobody sees any more is found by counting. The mark is a moment;
 * what was superseded by then has neither a writer nor a reader once the grace time has passed.
 */
export interface SweepState {
  /** The newest claim at the mark. */
  readonly mark: number;
  /** ISO 8601. */
  readonly at: string;
  /** The generation that was published at the mark; 0 for none. */
  readonly published: number;
  /** No generation up to this one has rows, but the kept one. */
  readonly done: number;
  /** A generation up to `done` that was published when the others were removed. */
  readonly kept?: number;
}

/** The ledger's item of one object key. */
export interface LedgerItem {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Claims so far; the newest claim is the fencing token. */
  readonly rev: number;
  readonly published?: Published;
  readonly latest?: Latest;
  readonly sweep?: SweepState;
}
