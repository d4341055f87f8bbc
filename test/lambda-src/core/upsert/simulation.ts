import { Bucket } from './bucket';
import { type Effect, Effects } from './effects';
import { type Put, RecordTable } from './record-table';
import { ServiceError } from '../../../../lambda-src/aws/errors';
import { TableRecordStore } from '../../../../lambda-src/aws/record-writer';
import { commit, type CommitPorts } from '../../../../lambda-src/core/commit/commit';
import { ChangedObject } from '../../../../lambda-src/core/ports';
import { RecordKeys } from '../../../../lambda-src/core/upsert/record-key';
import { Status, type UpsertConfig } from '../../../../src/contract';
import { randomOf } from '../commit/simulation';

/** What may go wrong in a schedule. */
export interface UpsertFaults {
  readonly versioned: boolean;
  /** Share of the events that come twice. */
  readonly duplicates: number;
  /** Chance, at each step, that a worker is killed there. Some of what it had sent still arrives, at any later time. */
  readonly kills: number;
  /** Chance that a put is answered with an error though it was applied. */
  readonly errors: number;
}

/** A bug that is planted on purpose. */
export interface UpsertBug {
  readonly name: string;
  /** Changes a put on its way; undefined drops it. */
  readonly put?: (put: Put, table: RecordTable) => Put | undefined;
  readonly plant?: (ports: CommitPorts) => CommitPorts;
}

export interface UpsertSchedule {
  readonly seed: number;
  readonly faults: UpsertFaults;
  readonly bug?: UpsertBug;
}

export const UPSERT: UpsertConfig = { partitionKey: 'customer', sortKey: 'order', sortKeyOrder: 'text', tombstone: { column: 'op', value: 'D' } };
const RECORDS = { mode: 'upsert', format: { kind: 'ndjson' }, maxErrorRate: 0.1, upsert: UPSERT } as const;
const OBJECTS = ['a.ndjson', 'b.ndjson', 'c.ndjson'];
const WORKERS = 3;
const CHANGES = 8;

/** A row that says where it stands: object, time of its version, place in it. */
interface Row {
  readonly customer: number;
  readonly order: number;
  readonly op: string;
  readonly at: [object: string, version: number, place: number];
}

/** Runs the real commit and writer over one schedule and returns what is wrong with its end, or undefined. */
export async function runUpserts({ seed, faults, bug }: UpsertSchedule): Promise<string | undefined> {
  const random = randomOf(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const world = new Bucket(faults.versioned);
  const table = new RecordTable();
  const log = new Effects(idOf);
  const queue: string[] = [];
  const workers = new Set<Worker>();
  const late: (() => void)[] = [];
  let left = CHANGES;
  let version = 0;

  const change = (): void => {
    const key = OBJECTS[pick(OBJECTS.length)];
    const kind = random();
    version++;
    const rows = Array.from({ length: pick(5) }, (_, place) => JSON.stringify(rowOf(key, place)));
    if (kind < 0.35) world.put(key, rows);
    else if (kind < 0.65) world.putAtOnceWith(OBJECTS[pick(OBJECTS.length)], key, rows);
    else if (kind < 0.8) world.delete(key);
    else if (kind < 0.9) world.undelete(key);
    else world.deleteNewest(key);
    queue.push(key, ...random() < faults.duplicates ? [key] : []);
  };
  const rowOf = (key: string, place: number): Row => ({ customer: pick(2), order: pick(2), op: random() < 0.25 ? 'D' : 'U', at: [key, version, place] });
  const start = (): void => {
    const key = queue.splice(pick(queue.length), 1)[0];
    workers.add(new Worker(key, { world, table, log, pick, fails: () => random() < faults.errors, bug }));
  };
  const advance = async (): Promise<void> => {
    const worker = [...workers][pick(workers.size)];
    if (random() < faults.kills) {
      late.push(...worker.kill().filter(() => random() < 0.3));
      workers.delete(worker);
      queue.push(worker.key);
      return;
    }
    await worker.step();
    if (!worker.done) return;
    workers.delete(worker);
    if (worker.failed) queue.push(worker.key);
  };
  const arriveLate = async (): Promise<void> => {
    late.splice(pick(late.length), 1)[0]();
    await settled();
  };

  for (let steps = 0; left > 0 || queue.length > 0 || workers.size > 0 || late.length > 0; steps++) {
    if (steps > 20_000) return 'the schedule does not end';
    const choices: (() => void | Promise<void>)[] = [];
    if (left > 0) choices.push(() => { left--; change(); });
    if (queue.length > 0 && workers.size < WORKERS) choices.push(start);
    if (workers.size > 0) choices.push(advance, advance, advance, advance);
    if (late.length > 0) choices.push(arriveLate);
    await choices[pick(choices.length)]();
  }
  return wrongWith(world, table, log.list);
}

/** What each key must hold: the greatest of all records that ever arrived for it, by time, object, claim and place. */
function wrongWith(world: Bucket, table: RecordTable, all: readonly Effect[]): string | undefined {
  const winners = new Map<string, Effect>();
  for (const effect of all) {
    const winner = winners.get(effect.id);
    if (winner === undefined || compare(winner, effect) < 0) winners.set(effect.id, effect);
  }
  if (table.items.size !== winners.size) return `${table.items.size} keys are there and not ${winners.size}`;
  for (const [id, { json }] of winners) {
    const item = table.items.get(id);
    const expected = (JSON.parse(json) as Row).op === 'D' ? undefined : json;
    if (item?.data?.S !== expected) return `${JSON.stringify(id)} holds ${item?.data?.S ?? 'a tombstone'} and not ${expected ?? 'a tombstone'}`;
  }
  return OBJECTS.map((key) => wrongWithObject(world, key, winners)).find((problem) => problem !== undefined);
}

/** An object that is there has every record of its current version in the table, but for those that lost to another object's. */
function wrongWithObject(world: Bucket, key: string, winners: Map<string, Effect>): string | undefined {
  const current = world.current(key);
  const item = world.items.get(key);
  if (item?.latest !== undefined) return `${key}: still ${item.latest.status}`;
  const status = current === undefined ? Status.DELETED : (current.rows ?? []).length === 0 ? Status.EMPTY : Status.COMMITTED;
  if (item !== undefined && item.published?.status !== status) return `${key}: ${item.published?.status} and not ${status}`;
  for (const [id, json] of new Map((current?.rows ?? []).map((row) => [idOf(row), row]))) {
    const winner = winners.get(id);
    if (winner === undefined) return `${key}: nothing was ever written to ${JSON.stringify(id)}`;
    if (winner.object === key && winner.json !== json) return `${key}: ${JSON.stringify(id)} shows ${winner.json} of another version and not ${json}`;
    if (winner.time < (current?.lastModified ?? '')) return `${key}: ${JSON.stringify(id)} shows ${winner.json}, which is older than ${json}`;
  }
  return undefined;
}

function idOf(json: string): string {
  const { customer, order } = JSON.parse(json) as Row;
  return `b#r##${customer}\0${order}`;
}

function compare(a: Effect, b: Effect): number {
  return a.time.localeCompare(b.time) || a.object.localeCompare(b.object) || a.rev - b.rev || placeOf(a) - placeOf(b);
}

function placeOf({ json }: Effect): number {
  return (JSON.parse(json) as Row).at[2];
}

interface Scene {
  readonly world: Bucket;
  readonly table: RecordTable;
  readonly log: Effects;
  readonly pick: (n: number) => number;
  readonly fails: () => boolean;
  readonly bug?: UpsertBug;
}

/** An I/O that waits. */
interface Turn {
  readonly go: () => void;
  readonly isPut: boolean;
}

/** One invocation: the real code, held at each I/O until it is that I/O's turn. Several puts may wait at once. */
class Worker {
  done = false;
  failed = false;
  private readonly turns: Turn[] = [];

  constructor(readonly key: string, private readonly scene: Scene) {
    const { world, table, log, bug } = scene;
    const step = (): Promise<void> => new Promise((go) => { this.turns.push({ go, isPut: false }); });
    const stepOfPut = (): Promise<void> => new Promise((go) => { this.turns.push({ go, isPut: true }); });
    const ledger = log.watch(world.ledger(step));
    const client = table.client(async (put) => {
      const arrive = log.sent(key, ledger.rev(), put);
      await stepOfPut();
      arrive();
      const changed = bug?.put ? bug.put(put, table) : put;
      if (changed === undefined) throw new ServiceError('dynamodb', 'PutItem', 400, 'ConditionalCheckFailedException', 'dropped');
      return changed;
    }, () => {
      if (scene.fails()) throw new ServiceError('dynamodb', 'PutItem', 500, 'InternalServerError', 'applied all the same');
    });
    const retry = { now: () => 0, sleep: step, random: () => 0 };
    const ports: CommitPorts = {
      ledger,
      objects: world.objects(step, () => true),
      rows: world.rowStore(step),
      upserts: new TableRecordStore(client, 'table', new RecordKeys('b', UPSERT), { tenantOf: () => '' }, retry),
      clock: { now: () => new Date(0) },
    };
    commit(key, { records: RECORDS, deadline: Infinity, lastAttempt: false }, bug?.plant?.(ports) ?? ports).catch((error) => {
      if (!(error instanceof ChangedObject)) throw error;
      this.failed = true;
    }).finally(() => { this.done = true; });
  }

  /** Lets it do one of the I/Os that it waits at, and run on. */
  async step(): Promise<void> {
    await settled();
    const { turns } = this;
    if (turns.length > 0) turns.splice(this.scene.pick(turns.length), 1)[0].go();
    await settled();
  }

  /** Ends it. Returns the puts that were on their way. */
  kill(): (() => void)[] {
    return this.turns.splice(0).filter(({ isPut }) => isPut).map(({ go }) => go);
  }
}

function settled(): Promise<void> {
  return Promise.resolve().then(() => new Promise((resolve) => { process.nextTick(resolve); }));
}
