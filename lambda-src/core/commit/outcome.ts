import type { Published, RecordsConfig } from '../../../src/contract';
import type { Announcer, Clock, Ledger, ObjectStore, Outbox, PartStore, QuarantineStore, RowStore, UpsertStore } from '../ports';
import type { Transform } from '../records/transform';

/** What the commit protocol works on. */
export interface CommitPorts {
  readonly ledger: Ledger;
  readonly objects: ObjectStore;
  readonly rows: RowStore;
  /** Only in the mode `upsert`. */
  readonly upserts?: UpsertStore;
  /** What a record becomes. @default - one row, as it is */
  readonly transform?: Transform;
  readonly parts: PartStore;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /**
   * Where rejected records are kept.
   *
   * @default - they are counted and not kept
   */
  readonly quarantine?: QuarantineStore;
  /**
   * Who is told of each final status.
   *
   * @default - nobody
   */
  readonly announcer?: Announcer;
}

/** How an attempt is to be made. */
export interface CommitOptions {
  readonly records: RecordsConfig;
  /** Epoch milliseconds by which everything must be written. */
  readonly deadline: number;
  /** True where a failure of this attempt is the end of its message. */
  readonly lastAttempt: boolean;
  /**
   * Reads the object again even where what is published was read from this very content.
   *
   * @default false
   */
  readonly force?: boolean;
  /**
   * How often the message was put back already.
   *
   * @default 0
   */
  readonly deferrals?: number;
}

/** What an attempt came to. In each case its message is done with. */
export type Outcome =
  | { readonly kind: 'published'; readonly published: Published }
  /** What is published was read from this very content already. */
  | { readonly kind: 'unchanged' }
  /** A newer claim exists and will publish what it finds. */
  | { readonly kind: 'superseded' }
  /** More is to be done: messages that ask for it are in the queue. */
  | { readonly kind: 'continued' }
  /** An attempt at this very content is under way: the message was put back. */
  | { readonly kind: 'deferred' };

/** A newer claim exists already: there is no use in writing rows that nobody will see. */
export class Superseded extends Error {}
