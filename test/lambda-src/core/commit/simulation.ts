import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { makeFile } from './files';
import { leftBehind, Sweeper } from './sweeper';
import { Worker } from './worker';
import { type Message, World } from './world';
import type { CommitPorts } from '../../../../lambda-src/core/commit/commit';
import { Status } from '../../../../src/contract';

/** What may go wrong in a schedule. */
export interface FaultMix {
  readonly versioned: boolean;
  /** Share of the events that come twice. */
  readonly duplicates: number;
  /** Share of the events that never come, until a reconcile finds what they would have told. */
  readonly lost: number;
  /** Chance, at each step, that a worker is killed there. */
  readonly kills: number;
  /** Chance that a connection breaks between two pieces of an object. */
  readonly breaks: number;
  /** Records of an object at most. */
  readonly records: number;
  /** The longest that a step takes, in milliseconds; an invocation has {@link TIMEOUT_MS}. */
  readonly stepMs: number;
  /**
   * Files that are more than twice as large are read in parts of this size, in bytes.
   *
   * @default - none is
   */
  readonly partBytes?: number;
  /**
   * Sweeps run beside the workers, and time passes.
   *
   * @default false
   */
  readonly sweeps?: boolean;
  /**
   * Share of records that cannot be rows; they do not quarantine the file.
   *
   * @default 0
   */
  readonly bad?: number;
}

/** A bug that is planted on purpose, to see that the simulation would have found it. */
export interface PlantedBug {
  /** What is done wrong. */
  readonly name: string;
  /** The mix that it is looked for in. */
  readonly faults: FaultMix;
  /**
   * Plants it between the real commit code and the world.
   *
   * @default - the ports are as they should be
   */
  readonly plant?: (ports: CommitPorts, world: World) => CommitPorts;
  /**
   * True where the message is deleted before the work instead of after it.
   *
   * @default false
   */
  readonly acknowledgeFirst?: boolean;
  /**
   * How long a sweep waits after its mark, in milliseconds.
   *
   * @default - the sweep's own time
   */
  readonly sweepGraceMs?: number;
}

/** Settings of one schedule. */
export interface Schedule {
  readonly seed: number;
  readonly faults: FaultMix;
  /**
   * @default - none
   */
  readonly bug?: PlantedBug;
}

const KEYS = ['a.ndjson', 'b.csv'];
const WORKERS = 3;
const CHANGES = 7;
const SWEEPERS = 2;

/** How often it may be the next thing that happens that time passes. */
const TIME_PASSES = 0.1;
/** Time that passes at once at most, in milliseconds: everything from a blink to more than any grace. */
const MAX_JUMP_MS = 60 * 60 * 1000;

/** How long an invocation may take, in milliseconds. */
export const TIMEOUT_MS = 12_000;

/** A message that is not deleted comes again after this time, in milliseconds. */
const VISIBILITY_MS = 6 * TIMEOUT_MS;

/** Deliveries before a message is given up. Kills count too, so it is generous. */
const MAX_RECEIVES = 25;

/** Numbers in [0, 1) that a seed decides. */
export function randomOf(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Runs the real commit code over one schedule and returns what is wrong with its end, or undefined. */
export async function runSchedule({ seed, faults, bug }: Schedule): Promise<string | undefined> {
  // From here on everything is a microtask: see Turns.
  await undefined;
  const random = randomOf(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const world = new World(faults.versioned);
  const { bucket } = world;
  const { acknowledgeFirst = false, sweepGraceMs } = bug ?? {};
  const workers = new Set<Worker>();
  const sweepers = new Set<Sweeper>();
  let left = CHANGES;
  let calm = false;
  let given: string | undefined;
  let torn: string | undefined;

  const tell = (key: string): void => {
    if (!calm && random() < faults.lost) return;
    world.tell({ bucket: 'b', key });
    if (!calm && random() < faults.duplicates) world.tell({ bucket: 'b', key });
  };
  const change = (): void => {
    const key = KEYS[pick(KEYS.length)];
    const kind = random();
    if (kind < 0.6) bucket.put(key, makeFile(key, pick(faults.records), random, faults.bad));
    else if (kind < 0.8) bucket.delete(key);
    else if (kind < 0.9) bucket.undelete(key);
    else bucket.deleteOldest(key);
    tell(key);
  };
  const redeliver = ({ hint, receives }: Message): void => {
    if (acknowledgeFirst) return;
    if (receives >= MAX_RECEIVES) given = hint.key;
    else world.tell(hint, VISIBILITY_MS, receives);
  };
  const ready = (): Message[] => world.queue.filter(({ visibleAt }) => visibleAt <= world.now);
  const start = (): void => {
    const waiting = ready();
    const message = waiting[pick(waiting.length)];
    world.queue.splice(world.queue.indexOf(message), 1);
    const breaks = (): boolean => !calm && random() < faults.breaks;
    workers.add(new Worker({ ...message, receives: message.receives + 1 }, world, {
      breaks, partBytes: faults.partBytes, maxErrorRate: faults.bad ? 1 : undefined, plant: bug?.plant,
    }));
  };
  const advance = async (): Promise<void> => {
    const all = [...workers];
    const worker = all[pick(all.length)];
    // Lambda ends an invocation whose time is up wherever it is.
    if (world.now >= worker.endsAt || (!calm && random() < faults.kills)) {
      workers.delete(worker);
      redeliver(worker.message);
      return;
    }
    await worker.step();
    if (!worker.done) return;
    workers.delete(worker);
    if (worker.failed) redeliver(worker.message);
  };

  const advanceSweep = async (): Promise<void> => {
    const sweeper = [...sweepers][pick(sweepers.size)];
    if (world.now >= sweeper.endsAt || (!calm && random() < faults.kills)) return void sweepers.delete(sweeper);
    await sweeper.step();
    torn ??= sweeper.wrong;
    if (sweeper.done) sweepers.delete(sweeper);
  };

  for (let steps = 0; left > 0 || world.queue.length > 0 || workers.size > 0; steps++) {
    if (steps > 50_000) return 'the schedule does not end';
    world.pass(pick(faults.stepMs));
    const choices: (() => void | Promise<void>)[] = [];
    if (left > 0) choices.push(() => { left--; change(); });
    if (workers.size < WORKERS && ready().length > 0) choices.push(start);
    if (workers.size > 0) choices.push(advance, advance, advance);
    if (faults.sweeps) {
      if (random() < TIME_PASSES) choices.push(() => world.pass(random() ** 4 * MAX_JUMP_MS));
      if (sweepers.size < SWEEPERS) choices.push(() => void sweepers.add(new Sweeper(KEYS[pick(KEYS.length)], world, sweepGraceMs)));
      else choices.push(advanceSweep, advanceSweep);
    }
    if (choices.length > 0) await choices[pick(choices.length)]();
    else world.pass(Math.min(...world.queue.map(({ visibleAt }) => visibleAt)) - world.now);
    if (left === 0 && world.queue.length === 0 && workers.size === 0 && !calm) {
      calm = true;
      for (const key of KEYS.filter((other) => faults.lost > 0 && differs(world, other))) tell(key);
    }
  }
  if (given !== undefined) return `${given}: a message was given up`;
  const problems = (): (string | undefined)[] => [wrongWithEvents(world), ...KEYS.map((key) => wrongWith(world, key))];
  const firstProblem = (): string | undefined => problems().find((problem) => problem !== undefined);
  const wrong = torn ?? firstProblem();
  if (wrong !== undefined || !faults.sweeps) return wrong;
  return await leftBehind(KEYS, world, MAX_JUMP_MS, sweepGraceMs) ?? firstProblem();
}

/** What a reconcile looks at: the identity in the listing against the identity in the ledger. */
function differs(world: World, key: string): boolean {
  const current = world.current(key);
  const published = world.items.get(key)?.published;
  if (current === undefined) return published !== undefined && published.status !== Status.DELETED;
  return published?.identity !== (current.versionId ?? `${current.etag}${current.lastModified}`);
}

/** Others are told of each state that readers see, and not before they do. */
function wrongWithEvents({ tooEarly, published, announced }: World): string | undefined {
  const untold = published.find((publication) => !announced.has(publication));
  return tooEarly.length > 0 ? `the event of ${tooEarly[0]} came too early` : untold && `no event tells of ${untold}`;
}

function wrongWith(world: World, key: string): string | undefined {
  const expected = world.current(key)?.rows ?? [];
  const visible = world.visible(key);
  if (JSON.stringify(visible) !== JSON.stringify(expected)) return `${key}: ${JSON.stringify(visible)} is shown and the bucket holds ${JSON.stringify(expected)}`;
  const item = world.items.get(key);
  if (item === undefined) return undefined;
  if (item.latest !== undefined) return `${key}: still ${item.latest.status}`;
  const rejected = world.current(key)?.rejected ?? [];
  const kept = world.kept(key);
  if (JSON.stringify(kept) !== JSON.stringify(rejected)) return `${key}: ${JSON.stringify(kept)} is kept of the rejected records ${JSON.stringify(rejected)}`;
  const isEmpty = expected.length + rejected.length === 0;
  const status = world.current(key) === undefined ? Status.DELETED : isEmpty ? Status.EMPTY : Status.COMMITTED;
  if (item.published?.status !== status) return `${key}: ${item.published?.status} and not ${status}`;
  return item.published.rowsWritten === expected.length ? undefined : `${key}: counts ${item.published.rowsWritten} of ${expected.length} rows`;
}
