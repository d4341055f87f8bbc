import { type Hint, quoted, UnreadableEvent } from './hint';
import { type HintMessage, MESSAGE_SOURCE, MESSAGE_VERSION, type OwnMessage, type PartMessage } from '../../../src/contract';

/** The text of a message that says that a key may have changed. */
export function hintMessage(hint: Omit<HintMessage, 'source' | 'version' | 'kind'>): string {
  return text({ source: MESSAGE_SOURCE, version: MESSAGE_VERSION, kind: 'hint', ...hint });
}

/** The text of a message that asks for a part of a generation. */
export function partMessage(part: Omit<PartMessage, 'source' | 'version' | 'kind'>): string {
  return text({ source: MESSAGE_SOURCE, version: MESSAGE_VERSION, kind: 'part', ...part });
}

/** What a message of the library's own says. It is no more believed than any other. Throws {@link UnreadableEvent}. */
export function ownHint(message: Record<string, unknown>): Hint {
  const { version, kind, bucket, key, rev, part, force, deferrals } = message;
  if (version !== MESSAGE_VERSION) {
    throw new UnreadableEvent(`a message of version ${quoted(version)} of this library is not understood: this handler knows version ${MESSAGE_VERSION}`);
  }
  if (typeof bucket !== 'string' || bucket === '' || typeof key !== 'string' || key === '') {
    throw new UnreadableEvent('a message of this library names no bucket and key');
  }
  if (kind === 'hint') return { bucket, key, ...force === true && { force: true }, ...isCount(deferrals) && { deferrals } };
  if (kind !== 'part') throw new UnreadableEvent(`a message of this library is of the kind ${quoted(kind)}, which is none of hint and part`);
  if (!isCount(rev) || !isCount(part)) throw new UnreadableEvent('a message of this library names no rev and part');
  return { bucket, key, part: { rev, part } };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function text(message: OwnMessage): string {
  return JSON.stringify(message);
}
