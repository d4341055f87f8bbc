import { announce } from './announce';
import { Generation } from './generation';
import { isShort, leaseBetween, ownLease, PART_DEFERRAL_SECONDS } from './lease';
import { type CommitOptions, type CommitPorts, type Outcome, Superseded } from './outcome';
import { conclude, readPart } from './read-part';
import { type LedgerItem, Status } from '../../../src/contract';
import { UnreadableEvent } from '../events/hint';
import { hintMessage, partMessage } from '../events/own-messages';
import { ChangedObject, type OpenObject } from '../ports';

/** Which part of which generation is asked for. */
export interface PartReference {
  readonly key: string;
  readonly rev: number;
  readonly part: number;
}

/**
 * Goes on with a part of a generation. It never claims: where the object has changed, a message says so that outlives this one. So a
 * part may drop itself whenever a newer claim exists, because whoever made that has a message of its own.
 *
 * Throws {@link UnreadableEvent} for a part that does not exist, and what went wrong otherwise.
 */
export async function commitPart(reference: PartReference, options: CommitOptions, ports: CommitPorts): Promise<Outcome> {
  const item = await ports.ledger.read(reference.key);
  const outcome = await goOn(reference, item, options, ports);
  if (item && outcome.kind === 'published') await announce(item, outcome.published, ports);
  return outcome;
}

async function goOn({ key, rev, part }: PartReference, item: LedgerItem | undefined, options: CommitOptions, ports: CommitPorts): Promise<Outcome> {
  const { parts, outbox, objects, clock } = ports;
  if (item === undefined || item.rev < rev) throw new UnreadableEvent(`a message asks for generation ${rev} of a key that has not had so many`);
  if (item.rev > rev) return { kind: 'superseded' };
  if (item.published?.rev === rev) {
    await announce(item, item.published, ports);
    return { kind: 'unchanged' };
  }
  const now = clock.now();
  const taken = await parts.take(item.id, rev, part, now, ownLease(options));
  if (taken === undefined) throw new UnreadableEvent(`a message asks for part ${part} of generation ${rev}, which has no such part`);
  const { bucket } = item;
  if (taken.held) {
    await outbox.send([partMessage({ bucket, key, rev, part })], PART_DEFERRAL_SECONDS);
    return { kind: 'deferred' };
  }

  const generation = new Generation(item, options, ports);
  let object: OpenObject | undefined;
  try {
    object = await objects.head(key);
    if (object?.identity !== taken.state.identity) throw new ChangedObject('the object has changed since the claim');
    if (taken.state.result) return await conclude(await parts.all(item.id, rev), object, generation);
    await renew(generation, object, now);
    return await readPart(taken.state, object, generation);
  } catch (error) {
    if (error instanceof Superseded) return { kind: 'superseded' };
    if (error instanceof ChangedObject) {
      await generation.note(object, { status: Status.PROCESSING, goesOn: true });
      await outbox.send([hintMessage({ bucket, key, reason: 'deferred' })]);
      return { kind: 'continued' };
    }
    await generation.fail(object, error);
    throw error;
  }
}

/** Holds the object while its parts are read. Where another part has failed for good, that stays to be seen. */
async function renew(generation: Generation, object: OpenObject, now: Date): Promise<void> {
  const { latest } = generation.item;
  if (latest?.status === Status.FAILED || !isShort(latest?.leaseUntil, now)) return;
  if (!await generation.note(object, { status: Status.PROCESSING, leaseUntil: leaseBetween(now), goesOn: true })) throw new Superseded();
}
