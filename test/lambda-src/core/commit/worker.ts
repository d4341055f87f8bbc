import { type FaultMix, TIMEOUT_MS } from './fault-mix';
import { Held, type Turns } from './turns';
import type { Message, World } from './world';
import { commit, type CommitPorts } from '../../../../lambda-src/core/commit/commit';
import { commitPart } from '../../../../lambda-src/core/commit/commit-part';
import type { RecordsConfig } from '../../../../src/contract';

/** Kept back from the time of an invocation for saving and publishing, in milliseconds. */
const RESERVE_MS = 2_000;

/** One invocation: the real commit code, held at each I/O until it is its turn. */
export class Worker extends Held {
  /** Epoch milliseconds. */
  readonly endsAt: number;

  constructor(readonly message: Message, { now }: World) {
    super();
    this.endsAt = now + TIMEOUT_MS;
  }

  /** Takes the message and runs to the first I/O. */
  start(turns: Turns, records: RecordsConfig, ports: CommitPorts): Promise<void> {
    const { key, part, force, deferrals } = this.message.hint;
    const options = { records, deadline: this.endsAt - RESERVE_MS, lastAttempt: false, force, deferrals };
    // A bug that is planted may throw what the real code does not.
    return turns.begin(this, () => part ? commitPart({ key, ...part }, options, ports) : commit(key, options, ports));
  }
}

/** What the workers of a schedule are configured with. */
export function recordsOf({ bad, partBytes = Infinity }: FaultMix): RecordsConfig {
  return { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: bad ? 1 : 0.1, partBytes };
}

/** What the workers of a schedule work on: all of them the same, each I/O held until it is its turn. */
export function portsOf(world: World, { step }: Turns, { bad, tells }: FaultMix, breaks: () => boolean): CommitPorts {
  return {
    ledger: world.ledger(step),
    objects: world.bucket.objects(step, breaks),
    rows: world.rowStore(step),
    parts: world.partStore(step),
    outbox: world.outbox(step),
    clock: world.clock,
    ...bad && { quarantine: world.quarantineStore(step) },
    ...tells && { announcer: world.announcer(step) },
  };
}
