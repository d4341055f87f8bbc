import type { Effects } from './effects';
import type { Put, RecordTable } from './record-table';
import type { UpsertFaults } from './simulation';
import type { UpsertWorld } from './upsert-world';
import { ServiceError } from '../../../../lambda-src/aws/errors';
import { TableRecordStore } from '../../../../lambda-src/aws/record-writer';
import { commit, type CommitPorts } from '../../../../lambda-src/core/commit/commit';
import { commitPart } from '../../../../lambda-src/core/commit/commit-part';
import { RecordKeys } from '../../../../lambda-src/core/upsert/record-key';
import type { LedgerItem, UpsertConfig } from '../../../../src/contract';
import { TIMEOUT_MS } from '../commit/fault-mix';
import { settled } from '../commit/turns';
import type { Message } from '../commit/world';

/** A bug that is planted on purpose. */
export interface UpsertBug {
  readonly name: string;
  /** Where the mix that it is looked for in is not the harsh one. */
  readonly faults?: Partial<UpsertFaults>;
  /** Changes a put on its way; undefined drops it. */
  readonly put?: (put: Put, table: RecordTable) => Put | undefined;
  /** Plants it between the real commit code and the world. */
  readonly plant?: (ports: CommitPorts) => CommitPorts;
  /** What the reconcile takes for no difference. */
  readonly overlooks?: (item: LedgerItem) => boolean;
}

/** What an invocation meets. */
export interface Scene {
  readonly world: UpsertWorld;
  readonly table: RecordTable;
  readonly effects: Effects;
  readonly pick: (n: number) => number;
  /** Whether the answer to a put that was applied is an error. */
  readonly fails: () => boolean;
  readonly breaks: () => boolean;
  readonly partBytes: number;
  readonly bug?: UpsertBug;
}

const UPSERT: UpsertConfig = { partitionKey: 'customer', sortKey: 'order', sortKeyOrder: 'text', tombstone: { column: 'op', value: 'D' } };

/** Kept back from the time of an invocation for saving and publishing, in milliseconds. */
const RESERVE_MS = 2_000;

/** An I/O that waits. */
interface Turn {
  readonly go: () => void;
  readonly isPut: boolean;
}

/** One invocation: the real commit and the real writer, held at each I/O until it is that I/O's turn. Several puts may wait at once. */
export class UpsertWorker {
  done = false;
  failed = false;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  private readonly turns: Turn[] = [];

  /** @param lastAttempt whether its message is given up where it fails */
  constructor(readonly message: Message, private readonly scene: Scene, readonly lastAttempt = false) {
    const { world, effects, bug, partBytes } = scene;
    this.endsAt = world.now + TIMEOUT_MS;
    const step = (): Promise<void> => new Promise((go) => { this.turns.push({ go, isPut: false }); });
    const ledger = effects.watch(world.ledger(step));
    const retry = { now: () => world.now, sleep: step, random: () => 0 };
    const ports: CommitPorts = {
      ledger,
      objects: world.bucket.objects(step, scene.breaks),
      rows: world.rowStore(step),
      upserts: new TableRecordStore(this.client(() => ledger.rev()), 'table', new RecordKeys('b', UPSERT), { tenantOf: () => '' }, retry),
      parts: world.partStore(step),
      outbox: world.outbox(step),
      clock: world.clock,
    };
    const { key, part, force, deferrals } = message.hint;
    const records = { mode: 'upsert', format: { kind: 'ndjson' }, maxErrorRate: 0.1, partBytes, upsert: UPSERT } as const;
    const options = { records, deadline: this.endsAt - RESERVE_MS, lastAttempt, force, deferrals };
    const planted = bug?.plant?.(ports) ?? ports;
    const outcome = part ? commitPart({ key, ...part }, options, planted) : commit(key, options, planted);
    outcome.then(() => undefined, () => { this.failed = true; }).finally(() => { this.done = true; });
  }

  /** Lets it do one of the I/Os that it waits at, and run on. */
  step(): Promise<void> {
    const { turns } = this;
    if (turns.length > 0) turns.splice(this.scene.pick(turns.length), 1)[0].go();
    return settled();
  }

  /** Ends it. Returns the puts that were on their way. */
  kill(): (() => void)[] {
    return this.turns.splice(0).filter(({ isPut }) => isPut).map(({ go }) => go);
  }

  private client(rev: () => number) {
    const { table, effects, bug, fails } = this.scene;
    const step = (): Promise<void> => new Promise((go) => { this.turns.push({ go, isPut: true }); });
    return table.client(async (put) => {
      const arrive = effects.sent(this.message.hint.key, rev(), put);
      await step();
      arrive();
      const changed = bug?.put ? bug.put(put, table) : put;
      if (changed === undefined) throw new ServiceError('dynamodb', 'PutItem', 400, 'ConditionalCheckFailedException', 'dropped');
      return changed;
    }, () => {
      if (fails()) throw new ServiceError('dynamodb', 'PutItem', 500, 'InternalServerError', 'applied all the same');
    });
  }
}
