import { type PlantedBug, TIMEOUT_MS } from './simulation';
import { Turns } from './turns';
import type { Message, World } from './world';
import { commit } from '../../../../lambda-src/core/commit/commit';
import { commitPart } from '../../../../lambda-src/core/commit/commit-part';

/** Kept back from the time of an invocation for saving and publishing, in milliseconds. */
const RESERVE_MS = 2_000;

/** What an invocation meets. */
export interface Conditions {
  readonly breaks: () => boolean;
  readonly partBytes?: number;
  readonly maxErrorRate?: number;
  readonly plant?: PlantedBug['plant'];
}

/** One invocation: the real commit code, held at each I/O until it is its turn. */
export class Worker {
  done = false;
  failed = false;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  private readonly turns = new Turns();

  constructor(readonly message: Message, world: World, { breaks, partBytes = Infinity, maxErrorRate = 0.1, plant = (ports) => ports }: Conditions) {
    const { step } = this.turns;
    const ports = plant({
      ledger: world.ledger(step),
      objects: world.bucket.objects(step, breaks),
      rows: world.rowStore(step),
      parts: world.partStore(step),
      outbox: world.outbox(step),
      quarantine: world.quarantineStore(step),
      announcer: world.announcer(step),
      clock: world.clock,
    }, world);
    this.endsAt = world.now + TIMEOUT_MS;
    const { key, part, force, deferrals } = message.hint;
    const records = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate, partBytes } as const;
    const options = { records, deadline: this.endsAt - RESERVE_MS, lastAttempt: false, force, deferrals };
    const outcome = part ? commitPart({ key, ...part }, options, ports) : commit(key, options, ports);
    // A bug that is planted may throw what the real code does not.
    outcome.then(() => undefined, () => { this.failed = true; }).finally(() => { this.done = true; });
  }

  /** Lets it do the I/O that it waits at, and run to the next one. */
  step(): Promise<void> {
    return this.turns.next();
  }
}
