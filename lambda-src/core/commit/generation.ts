import { announceFailure } from './announce';
import type { CommitOptions, CommitPorts, Outcome } from './outcome';
import { NO_RECORDS, type Verdict } from './verdict';
import { type Latest, type LedgerItem, type ObjectMetadata, type Published, Status } from '../../../src/contract';
import type { OpenObject, RowTarget, RowWriter } from '../ports';
import { effectiveAt } from '../upsert/record-version';

/** What an attempt says about itself. */
interface Note {
  readonly status: Latest['status'];
  readonly error?: string;
  readonly leaseUntil?: Date;
  readonly sequential?: boolean;
  /** Part of an attempt that is under way already. */
  readonly goesOn?: boolean;
}

/** One claim: what is said and published under it, as long as it is the newest. */
export class Generation {
  private readonly startedAt: Date;

  constructor(readonly item: LedgerItem, readonly options: CommitOptions, readonly ports: CommitPorts) {
    this.startedAt = ports.clock.now();
  }

  /** Shows an attempt that is not finished, or that failed. False where a newer claim exists. */
  note(object: OpenObject | undefined, { status, error, leaseUntil, sequential, goesOn }: Note): Promise<boolean> {
    const identity = object?.identity ?? '';
    const { latest } = this.item;
    const before = latest?.identity === identity ? latest : undefined;
    return this.ports.ledger.note(this.item, {
      ...object?.metadata,
      ...this.effect(object?.metadata ?? {}),
      rev: this.item.rev,
      identity,
      status,
      startedAt: goesOn && before ? before.startedAt : this.startedAt.toISOString(),
      ...status === Status.FAILED && { failedAt: this.ports.clock.now().toISOString() },
      attempts: goesOn && before ? before.attempts : this.attempts(identity),
      error: error ?? null,
      ...leaseUntil && { leaseUntil: leaseUntil.toISOString() },
      ...(sequential ?? before?.sequential) && { sequential: true },
    });
  }

  /** What went wrong is shown, and a failure of that is not allowed to hide it. */
  async fail(object: OpenObject | undefined, error: unknown): Promise<void> {
    const status = this.options.lastAttempt ? Status.FAILED : Status.PROCESSING;
    const message = error instanceof Error ? error.message : String(error);
    const noted = await this.note(object, { status, error: message }).catch(() => false);
    if (noted && status === Status.FAILED) await announceFailure(this.item, object?.metadata ?? {}, message, this.ports);
  }

  /** Takes the rows of a part. */
  writer({ metadata }: OpenObject, part: Pick<RowTarget, 'part' | 'from' | 'durable'>): RowWriter {
    const { item: { id, key, rev }, options: { deadline }, ports: { rows, upserts } } = this;
    const target = { ...part, id, rev, deadline };
    if (!upserts) return rows.writer(target);
    return upserts.writer({ objectKey: key, rev, part: part.part, effectiveAt: metadata.lastModified, ...this.effect(metadata) }, target);
  }

  publish(object: OpenObject, verdict: Verdict): Promise<Outcome> {
    return this.put(verdict, object.identity, object.metadata);
  }

  /** Without an object there is no identity: the next event looks again. */
  publishWithout(status: Status, message?: string): Promise<Outcome> {
    return this.put({ ...NO_RECORDS, status, message }, '', {});
  }

  /** Once a record of a generation took effect, no later generation of the object may take effect before it. */
  private effect(metadata: Partial<ObjectMetadata>): Pick<Published, 'effectiveAt'> {
    const time = this.options.records.mode === 'upsert' ? effectiveAt(this.item, metadata) : undefined;
    return time === undefined ? {} : { effectiveAt: time };
  }

  private async put(verdict: Verdict, identity: string, metadata: Partial<Published>): Promise<Outcome> {
    const now = this.ports.clock.now();
    const { message, ...counts } = verdict;
    const published: Published = {
      ...metadata,
      ...this.effect(metadata),
      ...counts,
      firstError: counts.firstError ?? (message === undefined ? null : { line: 1, column: 1, byteOffset: 0, message }),
      rev: this.item.rev,
      identity,
      committedAt: now.toISOString(),
      attempts: this.item.latest?.rev === this.item.rev ? this.item.latest.attempts : this.attempts(identity),
      lagMs: metadata.lastModified === undefined ? null : Math.max(0, now.getTime() - Date.parse(metadata.lastModified)),
    };
    return await this.ports.ledger.publish(this.item, published) ? { kind: 'published', published } : { kind: 'superseded' };
  }

  /** Whether nobody has worked on this content since it was last published. */
  isFirstAttempt({ identity }: OpenObject): boolean {
    return this.attempts(identity) === 1;
  }

  /** Claims that worked on this content, this one included. */
  private attempts(identity: string): number {
    const { latest } = this.item;
    return latest !== undefined && latest.identity === identity ? latest.attempts + 1 : 1;
  }
}
