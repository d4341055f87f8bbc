import type { Generation } from './generation';
import { leaseBetween } from './lease';
import { type CommitPorts, type Outcome, Superseded } from './outcome';
import type { PartResult, PartState } from './part-state';
import { isCommitted, judge, NO_RECORDS, type Verdict } from './verdict';
import { type LedgerItem, type Published, type QuarantineObject, Status } from '../../../src/contract';
import { hintMessage, partMessage } from '../events/own-messages';
import type { OpenObject } from '../ports';
import { placeOf } from '../quarantine/place';
import { Rejects } from '../quarantine/rejects';
import { type ReadOutcome, readRecords } from '../records/read-records';
import { rowsOf } from '../records/tally';

/** Reads a part as far as time allows, and publishes the generation where it was the last one that was missing. */
export async function readPart(state: PartState, object: OpenObject, generation: Generation): Promise<Outcome> {
  const { item, options, ports } = generation;
  const from = state.checkpoint ? rowsOf(state.checkpoint) : 0;
  const writer = generation.writer(object, { part: state.part, from, durable: state.durable });
  const { records, deadline } = options;
  // Of a file that is refused as a whole, no record is written that is not yet.
  const isWanted = (result: PartResult): boolean => records.mode !== 'upsert' || state.of > 1 || isCommitted(judge([result], records));
  const rejects = ports.quarantine && new Rejects(ports.quarantine, item, state, deadline);
  try {
    const { clock, transform } = ports;
    const outcome = await readRecords({ ...state, key: item.key, object, writer, rejects, records, deadline, clock, isWanted, transform });
    const superseded = writer.superseded === undefined ? undefined : (state.superseded ?? 0) + writer.superseded;
    const upserted = superseded === undefined ? undefined : { written: writer.durable - superseded, superseded };
    if (outcome.kind === 'unfinished' && !outcome.resumable && !writer.throttled) {
      if (generation.isFirstAttempt(object)) {
        await rejects?.abandon();
        return await tryAgain(outcome, object, generation);
      }
      const kept = await rejects?.finish();
      const place = kept ? quarantined([{ ...state, quarantine: [kept] }], item, ports) : {};
      return await generation.publish(object, { ...tooLarge(outcome, object), ...place });
    }
    const reached = outcome.kind === 'read' ? { result: { ...outcome.result, ...upserted && { upserted } } } : { checkpoint: outcome.checkpoint ?? state.checkpoint };
    const after: PartState = { ...state, ...reached, ...await keep(rejects, state, outcome), durable: writer.durable, superseded };
    if (outcome.kind === 'unfinished') return await goOn(after, state, object, generation);
    if (after.of === 1) return await conclude([after], object, generation);
    if (!await ports.parts.save(item.id, after)) throw new Superseded();
    return await conclude(await ports.parts.all(item.id, item.rev), object, generation);
  } catch (error) {
    await rejects?.abandon();
    throw error;
  }
}

/** Keeps the rejected records of a reading, but for those that will be read again. */
async function keep(rejects: Rejects | undefined, before: PartState, outcome: ReadOutcome): Promise<Pick<PartState, 'quarantine'>> {
  const found = outcome.kind === 'read' ? outcome.result : outcome.checkpoint;
  const isLost = found === undefined || (outcome.kind === 'read' && outcome.result.broken);
  const kept = await rejects?.finish(isLost ? 0 : found.rejectedCount - (before.checkpoint?.rejectedCount ?? 0));
  return kept ? { quarantine: [...before.quarantine ?? [], kept] } : {};
}

/** Publishes a generation whose parts are all done; others are waited for by nobody, the last one does it. */
export async function conclude(parts: readonly PartState[], object: OpenObject, generation: Generation): Promise<Outcome> {
  const { item, options, ports } = generation;
  const results = parts.flatMap(({ result }) => result ?? []);
  if (parts.length === 0 || results.length < parts[0].of) return { kind: 'continued' };
  const verdict = judge(results, options.records);
  if (verdict !== 'broken') return generation.publish(object, { ...verdict, ...quarantined(parts, item, ports) });
  // Nothing is claimed here: this message drops itself when it comes again under a newer claim, and that claim would be nobody's.
  if (!await generation.note(object, { status: Status.PROCESSING, sequential: true, goesOn: true })) throw new Superseded();
  await ports.outbox.send([hintMessage({ bucket: item.bucket, key: item.key, reason: 'deferred', force: options.force })]);
  return { kind: 'continued' };
}

/** Where the rejected records of a generation are. Parts behind the one that makes the file unreadable were never asked for. */
function quarantined(parts: readonly PartState[], { id, key }: LedgerItem, { quarantine }: CommitPorts): Pick<Published, 'quarantine'> {
  if (quarantine === undefined) return {};
  const objects: QuarantineObject[] = [];
  let linesBefore = 0;
  for (const { quarantine: kept = [], result } of parts) {
    objects.push(...kept.map((object) => linesBefore > 0 ? { ...object, linesBefore } : object));
    if (result?.fault) break;
    linesBefore += result?.lines ?? 0;
  }
  return objects.length > 0 ? { quarantine: { bucket: quarantine.bucket, prefix: placeOf(quarantine.prefix, key, id), objects } } : {};
}

/** Leaves the rest to the next invocation. A part that gets nowhere fails instead, and in the end its message is given up. */
async function goOn(state: PartState, before: PartState, object: OpenObject, generation: Generation): Promise<Outcome> {
  const { item, ports } = generation;
  const offset = ({ checkpoint }: PartState): number => checkpoint?.mark.offset ?? 0;
  if (state.durable <= before.durable && offset(state) <= offset(before)) {
    throw new Error('no row was stored and nothing was read before the function\'s time was up: raise processing.timeout or table.capacity');
  }
  if (state.seq === 0) await ports.parts.create(item.id, [state]);
  else if (!await ports.parts.save(item.id, state)) throw new Superseded();
  await ports.outbox.send([partMessage({ bucket: item.bucket, key: item.key, rev: item.rev, part: state.part })]);
  // Later invocations renew it when it is short.
  if (state.seq === 0) await generation.note(object, { status: Status.PROCESSING, leaseUntil: leaseBetween(ports.clock.now()) });
  return { kind: 'continued' };
}

/** Time may have gone into calls that were answered late or not at all: a file is not too large before it was tried twice. */
async function tryAgain(outcome: ReadOutcome & { kind: 'unfinished' }, object: OpenObject, generation: Generation): Promise<Outcome> {
  const { item, options, ports } = generation;
  if (!await generation.note(object, { status: Status.PROCESSING, error: tooLarge(outcome, object).message })) throw new Superseded();
  await ports.outbox.send([hintMessage({ bucket: item.bucket, key: item.key, reason: 'deferred', force: options.force })]);
  return { kind: 'continued' };
}

function tooLarge({ found }: ReadOutcome & { kind: 'unfinished' }, { metadata }: OpenObject): Verdict {
  return {
    ...NO_RECORDS,
    status: Status.TOO_LARGE,
    rowsParsed: found.parsed,
    rowsRejected: found.rejectedCount,
    rejected: [...found.rejected],
    message: `${found.parsed} records of a compressed object of ${metadata.size} bytes were read before the function's time was up, and it cannot be read on `
      + 'from the middle: raise processing.timeout, or upload it uncompressed or in smaller files',
  };
}
