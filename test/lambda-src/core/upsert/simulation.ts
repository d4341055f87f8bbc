import { type Effect, Effects, idOf, type Row } from './effects';
import { RecordTable } from './record-table';
import { type UpsertBug, UpsertWorker } from './upsert-worker';
import { UpsertWorld } from './upsert-world';
import { differenceOf } from '../../../../lambda-src/core/operations/difference';
import { Status } from '../../../../src/contract';
import { TIMEOUT_MS } from '../commit/fault-mix';
import { randomOf } from '../commit/random';
import { settled } from '../commit/turns';
import type { Message } from '../commit/world';

/** What may go wrong in a schedule. */
export interface UpsertFaults {
  readonly versioned: boolean;
  /** Share of the events that come twice. */
  readonly duplicates: number;
  /** Chance, at each step, that a worker is killed there. Some of what it had sent still arrives, at any later time. */
  readonly kills: number;
  /** Chance that a put is answered with an error though it was applied. */
  readonly errors: number;
  /** The longest that a step takes, in milliseconds. */
  readonly stepMs: number;
  /** Larger files than twice that are read in parts. */
  readonly partBytes: number;
  /** Objects that change. */
  readonly objects: number;
  /** Share of the deliveries that are the last of their message: where they fail, a reconcile at the end finds what is left to do. */
  readonly givenUp: number;
}

export interface UpsertSchedule {
  readonly seed: number;
  readonly faults: UpsertFaults;
  readonly bug?: UpsertBug;
}

const OBJECTS = ['a.ndjson', 'b.ndjson', 'c.ndjson'] as const;
const WORKERS = 3;
const CHANGES = 8;
const MAX_ROWS = 6;

/** Behind it nobody is at work on anything any more, in milliseconds. */
const DEAD_MS = 20 * 60_000;

/** A message that is not deleted comes again after this time, in milliseconds. */
const VISIBILITY_MS = 6 * TIMEOUT_MS;

/** Runs the real commit and writer over one schedule and returns what is wrong with its end, or undefined. */
export async function runUpserts({ seed, faults, bug }: UpsertSchedule): Promise<string | undefined> {
  // From here on everything is a microtask: see settled().
  await undefined;
  const random = randomOf(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const world = new UpsertWorld(faults.versioned);
  const { bucket, queue } = world;
  const table = new RecordTable();
  const effects = new Effects(bucket);
  const { partBytes } = faults;
  const scene = { world, table, effects, pick, bug, partBytes, fails: () => random() < faults.errors, breaks: () => random() < 0.1 };
  const workers = new Set<UpsertWorker>();
  const late: (() => void)[] = [];
  let left = CHANGES;

  const change = (): void => {
    const key = OBJECTS[pick(faults.objects)];
    const kind = random();
    const rows = rowsOf(key, left, pick);
    if (kind < 0.35) bucket.putRows(key, rows);
    else if (kind < 0.65) bucket.putAtOnceWith(OBJECTS[pick(faults.objects)], key, rows);
    else if (kind < 0.8) bucket.delete(key);
    else if (kind < 0.9) bucket.undelete(key);
    else bucket.deleteNewest(key);
    world.tell({ bucket: 'b', key });
    if (random() < faults.duplicates) world.tell({ bucket: 'b', key });
  };
  const ready = (): Message[] => queue.filter(({ visibleAt }) => visibleAt <= world.now);
  const start = (): Promise<void> => {
    const waiting = ready();
    const message = waiting[pick(waiting.length)];
    queue.splice(queue.indexOf(message), 1);
    workers.add(new UpsertWorker(message, scene, left >= 0 && faults.givenUp > 0 && random() < faults.givenUp));
    return settled();
  };
  const advance = async (): Promise<void> => {
    const worker = [...workers][pick(workers.size)];
    const isKilled = world.now >= worker.endsAt || random() < faults.kills;
    if (isKilled) late.push(...worker.kill().filter(() => random() < 0.3));
    else await worker.step();
    if (!isKilled && !worker.done) return;
    workers.delete(worker);
    if ((isKilled || worker.failed) && !worker.lastAttempt) world.tell(worker.message.hint, VISIBILITY_MS);
  };
  const reconcile = (): void => {
    left = -1;
    world.pass(DEAD_MS);
    for (const key of OBJECTS) {
      const item = world.items.get(key);
      const overlooked = item !== undefined && bug?.overlooks?.(item);
      if (!overlooked && differenceOf(world.listed(key), item, world.clock.now())) world.tell({ bucket: 'b', key });
    }
  };
  const arriveLate = async (): Promise<void> => {
    late.splice(pick(late.length), 1)[0]();
    await settled();
  };

  for (let steps = 0; ; steps++) {
    if (steps > 50_000) return 'the schedule does not end';
    if (left <= 0 && queue.length === 0 && workers.size === 0 && late.length === 0) {
      if (left < 0 || faults.givenUp === 0) break;
      reconcile();
    }
    world.pass(pick(faults.stepMs));
    const choices: (() => void | Promise<void>)[] = [];
    if (left > 0) choices.push(() => { left--; change(); });
    if (workers.size < WORKERS && ready().length > 0) choices.push(start);
    if (workers.size > 0) choices.push(advance, advance, advance, advance);
    if (late.length > 0) choices.push(arriveLate);
    if (choices.length > 0) await choices[pick(choices.length)]();
    else if (queue.length > 0) world.pass(Math.min(...queue.map(({ visibleAt }) => visibleAt)) - world.now);
  }
  return wrongWith(world, table, effects.list);
}

function rowsOf(key: string, version: number, pick: (n: number) => number): string[] {
  const deleted = new Set<string>();
  return Array.from({ length: pick(MAX_ROWS + 1) }, (_, place) => {
    const [customer, order] = [pick(2), pick(2)];
    const op = pick(4) === 0 && !deleted.has(`${customer} ${order}`) ? 'D' : 'U';
    if (op === 'D') deleted.add(`${customer} ${order}`);
    const row: Row = { customer, order, op, at: [key, version, place] };
    return JSON.stringify(row);
  });
}

/** What each key must hold: the greatest of all records that ever arrived for it, by time, object, claim and place. */
function wrongWith(world: UpsertWorld, table: RecordTable, all: readonly Effect[]): string | undefined {
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
function wrongWithObject(world: UpsertWorld, key: string, winners: Map<string, Effect>): string | undefined {
  const current = world.current(key);
  const rows = current?.rows ?? [];
  const item = world.items.get(key);
  if (item?.latest !== undefined) return `${key}: still ${item.latest.status}`;
  const status = current === undefined ? Status.DELETED : rows.length === 0 ? Status.EMPTY : Status.COMMITTED;
  if (item !== undefined && item.published?.status !== status) return `${key}: ${item.published?.status} and not ${status}`;
  const { rowsWritten = 0, rowsSuperseded = 0 } = item?.published ?? {};
  if (rowsWritten + rowsSuperseded !== rows.length) return `${key}: ${rowsWritten} written and ${rowsSuperseded} superseded of ${rows.length}`;
  for (const [id, json] of new Map(rows.map((row) => [idOf(row), row]))) {
    const winner = winners.get(id);
    if (winner === undefined) return `${key}: nothing was ever written to ${JSON.stringify(id)}`;
    if (winner.object === key && winner.json !== json) return `${key}: ${JSON.stringify(id)} shows ${winner.json} of another version and not ${json}`;
    if (winner.time < (current?.lastModified ?? '')) return `${key}: ${JSON.stringify(id)} shows ${winner.json}, which is older than ${json}`;
  }
  return undefined;
}

function compare(a: Effect, b: Effect): number {
  return a.time.localeCompare(b.time) || a.object.localeCompare(b.object) || a.rev - b.rev || placeOf(a) - placeOf(b);
}

function placeOf({ json }: Effect): number {
  return (JSON.parse(json) as Row).at[2];
}
