import { Bucket, type Version } from './bucket';
import type { Step } from './turns';
import type { PartState } from '../../../../lambda-src/core/commit/part-state';
import type { Hint } from '../../../../lambda-src/core/events/hint';
import { normalize, parse } from '../../../../lambda-src/core/events/normalize';
import { objectId } from '../../../../lambda-src/core/identity';
import { type Announcer, type Ledger, OutOfTime, type Outbox, type PartStore, type QuarantineStore, type RowStore, type RowTarget, type RowWriter } from '../../../../lambda-src/core/ports';
import { type LedgerItem, Status } from '../../../../src/contract';
import { MemoryQuarantine, linesOf } from '../quarantine/memory';

/** A message in the queue. */
export interface Message {
  readonly hint: Hint;
  /** Epoch milliseconds before which nobody gets it. */
  readonly visibleAt: number;
  /** How often it was delivered. */
  readonly receives: number;
}

interface Part {
  readonly state: PartState;
  readonly leaseUntil?: Date;
}

const ids = new Map<string, string>();

/** Its hash costs as much as a step, and there are few keys. */
function idOf(key: string): string {
  const id = ids.get(key) ?? objectId('b', key);
  ids.set(key, id);
  return id;
}

/** A bucket, a ledger, rows, parts and a queue in memory, with the semantics of S3, DynamoDB and SQS and a step before every I/O. */
export class World {
  readonly items = new Map<string, LedgerItem>();
  /** Rows by their number in the part, by `<id>#<rev>#<part>`. */
  readonly rows = new Map<string, Map<number, string>>();
  /** Parts of a generation, by `<id>#<rev>`. */
  readonly parts = new Map<string, Map<number, Part>>();
  readonly queue: Message[] = [];
  readonly bucket: Bucket;
  /** When each generation was last the published one, by id and rev. */
  readonly shownUntil = new Map<string, number>();
  readonly quarantine = new MemoryQuarantine();
  /** Every publication that held, and every event that was sent, as `<key>#<rev>`. */
  readonly published: string[] = [];
  readonly announced = new Set<string>();
  /** Events that were sent before readers could see what they tell of. */
  readonly tooEarly: string[] = [];
  /** Epoch milliseconds. */
  now = 1_000_000;
  readonly clock = { now: () => new Date(this.now) };

  constructor(versioned: boolean) {
    this.bucket = new Bucket(versioned, () => this.now);
  }

  /** Lets milliseconds pass. */
  pass(milliseconds: number): void {
    this.now += Math.ceil(milliseconds);
  }

  current(key: string): Version | undefined {
    return this.bucket.current(key);
  }

  /** What a reader sees of a key: the rows of the published generation, in order. */
  visible(key: string): string[] {
    const { id, published } = this.items.get(key) ?? {};
    if (published?.status !== Status.COMMITTED) return [];
    return (published.parts ?? [published.rowsWritten]).flatMap((rows, part) => {
      const written = this.rows.get(`${id}#${published.rev}#${part}`) ?? new Map<number, string>();
      return Array.from({ length: rows }, (_, row) => written.get(row + 1) ?? 'missing');
    });
  }

  /** The rejected records of the published generation, as its manifest names them. */
  kept(key: string): string[] {
    const { objects, prefix } = this.items.get(key)?.published?.quarantine ?? { objects: [], prefix: '' };
    return objects.flatMap(({ name, records }) => linesOf(this.quarantine.objects.get(`${prefix}${name}`)).slice(0, records).map(({ raw }) => String(raw)));
  }

  /** Puts an event of S3, or a message of the handler's, into the queue. */
  tell(hint: Hint, delayMs = 0, receives = 0): void {
    this.queue.push({ hint, visibleAt: this.now + delayMs, receives });
  }

  /** How many messages can be received now. */
  ready(): number {
    let ready = 0;
    for (const { visibleAt } of this.queue) if (visibleAt <= this.now) ready++;
    return ready;
  }

  /** Receives one of them: the `nth`, from 0. */
  receive(nth: number): Message {
    let left = nth;
    const at = this.queue.findIndex(({ visibleAt }) => visibleAt <= this.now && left-- === 0);
    const [message] = this.queue.splice(at, 1);
    return { ...message, receives: message.receives + 1 };
  }

  /** Lets time pass until a message can be received. */
  passToNextMessage(): void {
    this.pass(Math.min(...this.queue.map(({ visibleAt }) => visibleAt)) - this.now);
  }

  ledger(step: Step): Ledger {
    const write = async (item: LedgerItem, change: (now: LedgerItem) => LedgerItem): Promise<boolean> => {
      await step();
      const now = this.items.get(item.key);
      if (now?.rev !== item.rev) return false;
      this.items.set(item.key, change(now));
      return true;
    };
    const count = (key: string): LedgerItem => {
      const before = this.items.get(key) ?? { id: idOf(key), bucket: 'b', key, rev: 0 };
      const item = { ...before, rev: before.rev + 1 };
      this.items.set(key, item);
      return item;
    };
    return {
      claim: async (key) => {
        await step();
        return count(key);
      },
      claimFree: async (key, now) => {
        await step();
        const item = this.items.get(key);
        const lease = item?.latest?.leaseUntil;
        return item && lease !== undefined && Date.parse(lease) > now.getTime() ? { item, held: true } : { item: count(key), held: false };
      },
      read: async (key) => {
        await step();
        return this.items.get(key);
      },
      note: (item, latest) => write(item, (now) => ({ ...now, latest })),
      publish: (item, published) => write(item, (now) => {
        this.shownUntil.set(`${now.id}#${now.published?.rev}`, this.now);
        this.published.push(`${item.key}#${published.rev}`);
        return { ...now, published, latest: undefined };
      }),
      announced: async (item, rev) => {
        await step();
        const now = this.items.get(item.key);
        if (now?.published?.rev !== rev) return false;
        this.items.set(item.key, { ...now, published: { ...now.published, announced: true } });
        return true;
      },
      settle: (item) => write(item, (now) => ({ ...now, latest: undefined })),
    };
  }

  partStore(step: Step): PartStore {
    const partsOf = (id: string, rev: number): Map<number, Part> => {
      const found = this.parts.get(`${id}#${rev}`) ?? new Map<number, Part>();
      this.parts.set(`${id}#${rev}`, found);
      return found;
    };
    return {
      create: async (id, states) => {
        // One a step, so that a kill leaves some of them behind.
        for (const state of states) {
          await step();
          partsOf(id, state.rev).set(state.part, { state });
        }
      },
      take: async (id, rev, part, now, until) => {
        await step();
        const found = partsOf(id, rev).get(part);
        if (found === undefined || found.state.result) return found && { state: found.state, held: false };
        if (found.leaseUntil && found.leaseUntil > now) return { state: found.state, held: true };
        const state = { ...found.state, seq: found.state.seq + 1 };
        partsOf(id, rev).set(part, { state, leaseUntil: until });
        return { state, held: false };
      },
      save: async (id, state) => {
        await step();
        if (partsOf(id, state.rev).get(state.part)?.state.seq !== state.seq) return false;
        partsOf(id, state.rev).set(state.part, { state });
        return true;
      },
      all: async (id, rev) => {
        await step();
        return [...partsOf(id, rev).values()].map(({ state }) => state).sort((a, b) => a.part - b.part);
      },
    };
  }

  outbox(step: Step): Outbox {
    return {
      send: async (messages, delaySeconds = 0) => {
        for (const message of messages) {
          await step();
          const { hints, refused } = normalize(parse(message));
          if (refused.length > 0) throw refused[0];
          for (const hint of hints) this.tell(hint, delaySeconds * 1000);
        }
      },
    };
  }

  announcer(step: Step): Announcer {
    return {
      announce: async ({ key, rev }) => {
        await step();
        this.announced.add(`${key}#${rev}`);
        if ((this.items.get(key)?.published?.rev ?? 0) < rev) this.tooEarly.push(`${key}#${rev}`);
      },
    };
  }

  quarantineStore(step: Step): QuarantineStore {
    const { bucket, prefix } = this.quarantine;
    return {
      bucket,
      prefix,
      upload: (key) => {
        const upload = this.quarantine.upload(key);
        return {
          add: async (piece) => {
            await step();
            await upload.add(piece);
          },
          complete: async (rest) => {
            await step();
            await upload.complete(rest);
          },
          abort: () => upload.abort(),
        };
      },
    };
  }

  /** @param throttled whether the table asks for fewer writes */
  rowStore(step: Step, throttled = true): RowStore {
    return { writer: (target) => this.rowWriter(step, throttled, target) };
  }

  private rowWriter(step: Step, throttled: boolean, { id, rev, part, from, durable, deadline }: RowTarget): RowWriter {
    const waiting: [number, string][] = [];
    let count = from;
    let stored = Math.max(from, durable);
    const store = async (): Promise<void> => {
      while (waiting.length > 0) {
        await step();
        if (this.now >= deadline) throw new OutOfTime('the table is slow');
        const generation = this.rows.get(`${id}#${rev}#${part}`) ?? new Map<number, string>();
        // Two rows a step, so that a kill leaves a part of a generation behind.
        for (const [row, json] of waiting.splice(0, 2)) {
          generation.set(row, json);
          stored = row;
        }
        this.rows.set(`${id}#${rev}#${part}`, generation);
      }
    };
    return {
      get durable() {
        return stored;
      },
      throttled,
      write: (json) => {
        count++;
        if (count > durable) waiting.push([count, json]);
      },
      drain: store,
      flush: store,
      abandon: async () => undefined,
    };
  }
}
