import { announce } from './announce';
import { Generation } from './generation';
import { deferralSeconds, leaseBetween, ownLease } from './lease';
import { type CommitOptions, type CommitPorts, type Outcome, Superseded } from './outcome';
import type { PartState } from './part-state';
import { readPart } from './read-part';
import { split } from './split';
import { NO_RECORDS, type Verdict } from './verdict';
import { type LedgerItem, Status } from '../../../src/contract';
import { hintMessage, partMessage } from '../events/own-messages';
import { ArchivedObject, ChangedObject, type OpenObject, UnreadableObject } from '../ports';

export type { CommitOptions, CommitPorts, Outcome } from './outcome';

/** How often one invocation follows a key that keeps changing under it before it leaves the rest to a redelivery. */
const MAX_CHANGES = 5;

/**
 * Brings the ledger and the rows of one key in step with the bucket: claim, read, write, publish.
 *
 * Safe under duplicates, reordering and kills, because an event is never believed: the bucket is read after the claim,
 * rows are written where nobody looks yet, and publishing holds only while the claim is still the newest. What does not fit into one
 * invocation is left to messages that name the claim. Throws what went wrong; the message is to be delivered again then.
 */
export async function commit(key: string, options: CommitOptions, ports: CommitPorts): Promise<Outcome> {
  for (let changes = 0; ; changes++) {
    const item = await claim(key, options, ports);
    if (item === 'held') return { kind: 'deferred' };
    // Before it is replaced: whoever published it may have been killed, and its message has brought us here.
    await announce(item, item.published, ports);
    try {
      return await told(item, await new Attempt(item, options, ports).run(), ports);
    } catch (error) {
      if (!(error instanceof ChangedObject) || changes === MAX_CHANGES) throw error;
    }
  }
}

async function told(item: LedgerItem, outcome: Outcome, ports: CommitPorts): Promise<Outcome> {
  if (outcome.kind === 'published') await announce(item, outcome.published, ports);
  return outcome;
}

/** A claim; none where somebody is at work on this very content, which is left in peace and looked at again later. */
async function claim(key: string, options: CommitOptions, ports: CommitPorts): Promise<LedgerItem | 'held'> {
  const { ledger, objects, outbox, clock } = ports;
  if (options.records.mode === 'metadata') return ledger.claim(key);
  const now = clock.now();
  const { item, held } = await ledger.claimFree(key, now);
  if (!held) return item;
  const object = await objects.head(key).catch(unreadable);
  if (object === undefined || object.identity !== item.latest?.identity) return ledger.claim(key);
  const { force, deferrals = 0 } = options;
  const message = hintMessage({ bucket: item.bucket, key, reason: 'deferred', force, deferrals: deferrals + 1 });
  await outbox.send([message], deferralSeconds(deferrals, item.latest.leaseUntil, now));
  return 'held';
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableObject)) throw error;
}

/** One claim and what is done under it. */
class Attempt extends Generation {
  async run(): Promise<Outcome> {
    let object: OpenObject | undefined;
    try {
      object = await this.open();
      if (object === undefined) return await this.publishGone();
      if (this.isPublished(object)) return await this.leave();
      return await this.commit(object);
    } catch (error) {
      if (error instanceof Superseded) return { kind: 'superseded' };
      if (error instanceof ArchivedObject) return await this.publish(error.object, archived(error));
      if (error instanceof UnreadableObject) return await this.publishWithout(Status.QUARANTINED, error.message);
      if (!(error instanceof ChangedObject)) await this.fail(object, error);
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

  private async publishGone(): Promise<Outcome> {
    const isKnown = this.item.published?.status === Status.DELETED && !this.hasLeftRecords();
    return isKnown ? this.leave() : this.publishWithout(Status.DELETED);
  }

  private async commit(object: OpenObject): Promise<Outcome> {
    const unread = this.withoutReading(object);
    if (unread) return this.publish(object, unread);
    if (!await this.note(object, { status: Status.PROCESSING, leaseUntil: ownLease(this.options) })) throw new Superseded();
    const parts = await split(object, this.item, this.options.records);
    return parts.length === 1 ? readPart(parts[0], object, this) : this.fanOut(parts, object);
  }

  private withoutReading(object: OpenObject): Verdict | undefined {
    const { mode } = this.options.records;
    if (object.metadata.size > 0) return mode === 'metadata' ? { ...NO_RECORDS, status: Status.COMMITTED } : undefined;
    const isFolder = this.item.key.endsWith('/');
    return { ...NO_RECORDS, status: mode !== 'metadata' || isFolder ? Status.EMPTY : Status.COMMITTED };
  }

  /** A kill in here leaves parts that nobody works on: the message comes again and claims anew when the lease is over. */
  private async fanOut(parts: PartState[], object: OpenObject): Promise<Outcome> {
    const { item, ports } = this;
    await ports.parts.create(item.id, parts);
    await ports.outbox.send(parts.map(({ part }) => partMessage({ bucket: item.bucket, key: item.key, rev: item.rev, part })));
    await this.note(object, { status: Status.PROCESSING, leaseUntil: leaseBetween(ports.clock.now()) });
    return { kind: 'continued' };
  }
}

function archived({ message }: ArchivedObject): Verdict {
  return { ...NO_RECORDS, status: Status.ARCHIVED, message };
}
