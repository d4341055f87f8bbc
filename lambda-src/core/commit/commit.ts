import { type Latest, type LedgerItem, type ObjectMetadata, type Published, type RecordsConfig, Status } from '../../../src/contract';
import {
  ArchivedObject, ChangedObject, type Clock, type Ledger, type ObjectStore, type OpenObject, type RowStore, type RowWriter, UnreadableObject,
  type UpsertStore,
} from '../ports';
import { NO_RECORDS, readRecords, type ReadResult } from '../records/read-records';
import { effectiveAt } from '../upsert/record-version';

/** What the commit protocol works on. */
export interface CommitPorts {
  readonly ledger: Ledger;
  readonly objects: ObjectStore;
  readonly rows: RowStore;
  /** Only in the mode `upsert`. */
  readonly upserts?: UpsertStore;
  readonly clock: Clock;
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
}

/** What an attempt came to. */
export type Outcome =
  | { readonly kind: 'published'; readonly published: Published }
  /** What is published was read from this very content already. */
  | { readonly kind: 'unchanged' }
  /** A newer claim exists and will publish what it finds. */
  | { readonly kind: 'superseded' };

/** How often one invocation follows a key that keeps changing under it before it leaves the rest to a redelivery. */
const MAX_CHANGES = 5;

/**
 * Brings the ledger and the rows of one key in step with the bucket: claim, read, write, publish.
 *
 * Safe under duplicates, reordering and kills, because an event is never believed: the bucket is read after the claim,
 * rows are written where nobody looks yet, and publishing holds only while the claim is still the newest. Throws what
 * went wrong; the message is to be delivered again then.
 */
export async function commit(key: string, options: CommitOptions, ports: CommitPorts): Promise<Outcome> {
  for (let changes = 0; ; changes++) {
    const item = await ports.ledger.claim(key);
    try {
      return await new Attempt(item, options, ports).run();
    } catch (error) {
      if (!(error instanceof ChangedObject) || changes === MAX_CHANGES) throw error;
    }
  }
}

/** One claim and what is done under it. */
class Attempt {
  private readonly startedAt: Date;

  constructor(private readonly item: LedgerItem, private readonly options: CommitOptions, private readonly ports: CommitPorts) {
    this.startedAt = ports.clock.now();
  }

  async run(): Promise<Outcome> {
    let object: OpenObject | undefined;
    try {
      object = await this.open();
      if (object === undefined) return await this.publishGone();
      if (this.isPublished(object)) return await this.leave();
      return await this.publish(object, await this.read(object));
    } catch (error) {
      if (error instanceof Superseded) return { kind: 'superseded' };
      if (error instanceof ArchivedObject) return await this.publishArchived(error);
      if (error instanceof UnreadableObject) return await this.publishUnreadable(error);
      if (!(error instanceof ChangedObject)) await this.noteFailure(object, error);
      throw error;
    } finally {
      object?.discard();
    }
  }

  private open(): Promise<OpenObject | undefined> {
    const { objects } = this.ports;
    return this.options.records.mode === 'metadata' ? objects.head(this.item.key) : objects.open(this.item.key);
  }

  /** An archived object keeps its identity when it is restored, but has rows by then. */
  private isPublished(object: OpenObject): boolean {
    const { published } = this.item;
    if (this.options.force || this.hasLeftRecords()) return false;
    return published !== undefined && published.identity === object.identity && published.status !== Status.ARCHIVED;
  }

  /** Whether a newer attempt than what is published may have written records where readers look. Then what is published is not the truth any more. */
  private hasLeftRecords(): boolean {
    return this.options.records.mode === 'upsert' && this.item.latest !== undefined;
  }

  private async leave(): Promise<Outcome> {
    // An older attempt at other content may still show, though what is published is the truth again.
    if (this.item.latest !== undefined) await this.ports.ledger.settle(this.item);
    return { kind: 'unchanged' };
  }

  private async read(object: OpenObject): Promise<ReadResult> {
    if (object.metadata.size === 0) {
      const isFolder = this.item.key.endsWith('/');
      return { ...NO_RECORDS, status: this.options.records.mode !== 'metadata' || isFolder ? Status.EMPTY : Status.COMMITTED };
    }
    if (this.options.records.mode === 'metadata') return { ...NO_RECORDS, status: Status.COMMITTED };
    if (!await this.note(object, Status.PROCESSING, null)) throw new Superseded();
    const { records, deadline } = this.options;
    return readRecords({ key: this.item.key, object, writer: this.writer(object), records, deadline, clock: this.ports.clock });
  }

  private writer({ metadata }: OpenObject): RowWriter {
    const { item: { id, key, rev }, ports: { rows, upserts }, options: { deadline } } = this;
    if (!upserts) return rows.writer(id, rev, deadline);
    return upserts.writer({ objectKey: key, rev, part: 0, effectiveAt: metadata.lastModified, ...this.effect(metadata) }, deadline);
  }

  /** Once a record of a generation took effect, no later generation of the object may take effect before it. */
  private effect(metadata: Partial<ObjectMetadata>): Pick<Published, 'effectiveAt'> {
    const time = this.options.records.mode === 'upsert' ? effectiveAt(this.item, metadata) : undefined;
    return time === undefined ? {} : { effectiveAt: time };
  }

  private async publishGone(): Promise<Outcome> {
    if (this.item.published?.status === Status.DELETED && !this.hasLeftRecords()) return this.leave();
    return this.put({ ...NO_RECORDS, status: Status.DELETED }, '', {});
  }

  private publishArchived({ object, message }: ArchivedObject): Promise<Outcome> {
    return this.publish(object, { ...NO_RECORDS, status: Status.ARCHIVED, message });
  }

  /** Without its headers the object has no identity: the next event looks again. */
  private publishUnreadable({ message }: UnreadableObject): Promise<Outcome> {
    return this.put({ ...NO_RECORDS, status: Status.QUARANTINED, message }, '', {});
  }

  private publish(object: OpenObject, result: ReadResult): Promise<Outcome> {
    return this.put(result, object.identity, object.metadata);
  }

  private async put(result: ReadResult, identity: string, metadata: Partial<Published>): Promise<Outcome> {
    const now = this.ports.clock.now();
    const { message, ...counts } = result;
    const published: Published = {
      ...metadata,
      ...this.effect(metadata),
      ...counts,
      firstError: counts.firstError ?? (message === undefined ? null : { line: 1, column: 1, byteOffset: 0, message }),
      rev: this.item.rev,
      identity,
      committedAt: now.toISOString(),
      attempts: this.attempts(identity),
      lagMs: metadata.lastModified === undefined ? null : Math.max(0, now.getTime() - Date.parse(metadata.lastModified)),
    };
    return await this.ports.ledger.publish(this.item, published) ? { kind: 'published', published } : { kind: 'superseded' };
  }

  /** What went wrong is shown, and a failure of that is not allowed to hide it. */
  private async noteFailure(object: OpenObject | undefined, error: unknown): Promise<void> {
    const status = this.options.lastAttempt ? Status.FAILED : Status.PROCESSING;
    await this.note(object, status, error instanceof Error ? error.message : String(error)).catch(() => false);
  }

  private note(object: OpenObject | undefined, status: Latest['status'], error: string | null): Promise<boolean> {
    const identity = object?.identity ?? '';
    return this.ports.ledger.note(this.item, {
      ...object?.metadata,
      ...this.effect(object?.metadata ?? {}),
      rev: this.item.rev,
      identity,
      status,
      startedAt: this.startedAt.toISOString(),
      attempts: this.attempts(identity),
      error,
    });
  }

  /** Claims that worked on this content, this one included. */
  private attempts(identity: string): number {
    const { latest } = this.item;
    return latest !== undefined && latest.identity === identity ? latest.attempts + 1 : 1;
  }
}

/** A newer claim exists already: there is no use in writing rows that nobody will see. */
class Superseded extends Error {}
