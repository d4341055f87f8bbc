import { type IngestConfig, ingest, type IngestPorts } from '../../../lambda-src/core/ingest';
import type { ObjectStore, QuarantineStore, RowStore } from '../../../lambda-src/core/ports';
import type { LedgerItem, RecordsConfig } from '../../../src/contract';
import { s3Event } from '../../integration/s3-event';
import { World } from '../../lambda-src/core/commit/world';

/** What an invocation may take, and what of it is kept back, in milliseconds: as a function with a timeout of ten seconds has it. */
const [TIMEOUT_MS, RESERVE_MS] = [10_000, 2_000];

/** The queue's own numbers: deliveries before the dead-letter queue, and how long a message stays away after one. */
const [MAX_RECEIVES, VISIBILITY_MS] = [5, 60_000];

/** A message that waits. */
interface Waiting {
  readonly body: string;
  readonly visibleAt: number;
  readonly receives: number;
}

/** What working off the queue came to. */
export interface Worked {
  readonly invocations: number;
  /** Messages that were delivered too often. */
  readonly deadLetters: readonly string[];
  /** Time that passed, in seconds. */
  readonly seconds: number;
}

/** A queue, a ledger and a clock in memory around the real ingest: time passes only where somebody says so. */
export class Site {
  readonly world = new World(false);
  private readonly queue: Waiting[] = [];

  /** @param quarantine where rejected records are kept. Default: nowhere */
  constructor(private readonly records: RecordsConfig, private readonly quarantine?: QuarantineStore) {}

  /** Lets milliseconds pass. */
  readonly pass = async (milliseconds: number): Promise<void> => this.world.pass(milliseconds);

  item(key: string): LedgerItem | undefined {
    return this.world.items.get(key);
  }

  /** Tells of an object, and invokes the function for each message until none is left. */
  async work(key: string, objects: ObjectStore, rows: RowStore): Promise<Worked> {
    const { world, queue } = this;
    const step = async (): Promise<void> => world.pass(5);
    const ports: IngestPorts = {
      ledger: world.ledger(step),
      objects,
      rows,
      parts: world.partStore(step),
      outbox: {
        send: async (bodies, delay = 0) => bodies.forEach((body) => queue.push({ body, visibleAt: world.now + delay * 1_000, receives: 0 })),
      },
      clock: world.clock,
      quarantine: this.quarantine,
      observer: { log: () => undefined, count: () => undefined },
    };
    const config: IngestConfig = { bucket: 'b', source: { prefix: '', suffixes: [] }, records: this.records, maxReceives: MAX_RECEIVES };
    const start = world.now;
    const deadLetters: string[] = [];
    let invocations = 0;
    queue.push({ body: s3Event({ bucket: 'b', key }), visibleAt: start, receives: 0 });
    for (let next = this.next(); next !== undefined; next = this.next()) {
      invocations++;
      const { body } = next;
      const receives = next.receives + 1;
      const event = { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body, attributes: { ApproximateReceiveCount: String(receives) } }] };
      const { batchItemFailures } = await ingest(event, config, ports, world.now + TIMEOUT_MS - RESERVE_MS);
      if (batchItemFailures.length === 0) continue;
      if (receives >= MAX_RECEIVES) deadLetters.push(body);
      else queue.push({ body, receives, visibleAt: world.now + VISIBILITY_MS });
    }
    return { invocations, deadLetters, seconds: (world.now - start) / 1_000 };
  }

  /** The message that is visible first. */
  private next(): Waiting | undefined {
    const [first] = [...this.queue].sort((a, b) => a.visibleAt - b.visibleAt);
    if (first === undefined) return undefined;
    this.queue.splice(this.queue.indexOf(first), 1);
    this.world.pass(Math.max(0, first.visibleAt - this.world.now));
    return first;
  }
}
