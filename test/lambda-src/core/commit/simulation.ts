import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { World, type Step } from './world';
import { commit, type CommitPorts } from '../../../../lambda-src/core/commit/commit';
import { ArchivedObject, ChangedObject } from '../../../../lambda-src/core/ports';
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
  /** Chance that a connection breaks in the middle of an object. */
  readonly breaks: number;
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

const KEYS = ['a.ndjson', 'b.ndjson'];
const WORKERS = 3;
const CHANGES = 7;

/** Numbers in [0, 1) that a seed decides. */
export function randomOf(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Runs the real commit code over one schedule and returns what is wrong with its end, or undefined. */
export async function runSchedule({ seed, faults, bug }: Schedule): Promise<string | undefined> {
  const random = randomOf(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const world = new World(faults.versioned);
  const acknowledgeFirst = bug?.acknowledgeFirst ?? false;
  const queue: string[] = [];
  const workers = new Set<Worker>();
  let left = CHANGES;
  let calm = false;

  const tell = (key: string): void => {
    if (!calm && random() < faults.lost) return;
    queue.push(key);
    if (!calm && random() < faults.duplicates) queue.push(key);
  };
  const change = (): void => {
    const key = KEYS[pick(KEYS.length)];
    const kind = random();
    if (kind < 0.6) world.put(key, Array.from({ length: pick(5) }, (_, row) => `{"c":${pick(3)},"r":${row}}`));
    else if (kind < 0.8) world.delete(key);
    else if (kind < 0.9) world.undelete(key);
    else world.deleteOldest(key);
    tell(key);
  };
  const start = (): void => {
    const key = queue.splice(pick(queue.length), 1)[0];
    workers.add(new Worker(key, world, () => !calm && random() < faults.breaks, bug?.plant));
  };
  const advance = async (): Promise<void> => {
    const ready = [...workers];
    const worker = ready[pick(ready.length)];
    if (!calm && random() < faults.kills) {
      workers.delete(worker);
      if (!acknowledgeFirst) queue.push(worker.key);
      return;
    }
    await worker.step();
    if (!worker.done) return;
    workers.delete(worker);
    if (worker.failed && !acknowledgeFirst) queue.push(worker.key);
  };

  for (let steps = 0; left > 0 || queue.length > 0 || workers.size > 0; steps++) {
    if (steps > 20_000) return 'the schedule does not end';
    const choices: (() => void | Promise<void>)[] = [];
    if (left > 0) choices.push(() => { left--; change(); });
    if (queue.length > 0 && workers.size < WORKERS) choices.push(start);
    if (workers.size > 0) choices.push(advance, advance, advance);
    await choices[pick(choices.length)]();
    if (left === 0 && queue.length === 0 && workers.size === 0 && !calm) {
      calm = true;
      queue.push(...KEYS.filter((key) => faults.lost > 0 && differs(world, key)));
    }
  }
  return KEYS.map((key) => wrongWith(world, key)).find((problem) => problem !== undefined);
}

/** What a reconcile looks at: the identity in the listing against the identity in the ledger. */
function differs(world: World, key: string): boolean {
  const current = world.current(key);
  const published = world.items.get(key)?.published;
  if (current === undefined) return published !== undefined && published.status !== Status.DELETED;
  return published?.identity !== (current.versionId ?? `${current.etag}${current.lastModified}`);
}

function wrongWith(world: World, key: string): string | undefined {
  const expected = world.current(key)?.rows ?? [];
  const visible = world.visible(key);
  if (JSON.stringify(visible) !== JSON.stringify(expected)) return `${key}: ${JSON.stringify(visible)} is shown and the bucket holds ${JSON.stringify(expected)}`;
  const item = world.items.get(key);
  if (item === undefined) return undefined;
  if (item.latest !== undefined) return `${key}: still ${item.latest.status}`;
  const status = world.current(key) === undefined ? Status.DELETED : expected.length === 0 ? Status.EMPTY : Status.COMMITTED;
  if (item.published?.status !== status) return `${key}: ${item.published?.status} and not ${status}`;
  return item.published.rowsWritten === expected.length ? undefined : `${key}: counts ${item.published.rowsWritten} of ${expected.length} rows`;
}

/** One invocation: the real commit code, held at each I/O until it is its turn. */
class Worker {
  done = false;
  failed = false;
  private turn: (() => void) | undefined;

  constructor(readonly key: string, world: World, breaks: () => boolean, plant: NonNullable<PlantedBug['plant']> = (ports) => ports) {
    const step: Step = () => new Promise((resolve) => { this.turn = resolve; });
    const ports = plant({
      ledger: world.ledger(step), objects: world.objects(step, breaks), rows: world.rowStore(step), clock: { now: () => new Date(0) },
    }, world);
    const options = { records: { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 0.1 }, deadline: Infinity, lastAttempt: false } as const;
    commit(key, options, ports).catch((error) => {
      if (!(error instanceof ChangedObject) && !(error instanceof ArchivedObject)) throw error;
      this.failed = true;
    }).finally(() => { this.done = true; });
  }

  /** Lets it do the I/O that it waits at, and run to the next one. */
  async step(): Promise<void> {
    await settled();
    this.turn?.();
    this.turn = undefined;
    await settled();
  }
}

/**
 * After every microtask that is waiting now and every one that follows from it: asked for in a microtask, a tick comes when no further one
 * is left. Nothing here waits for the event loop, a round of which costs more than the step.
 */
function settled(): Promise<void> {
  return Promise.resolve().then(() => new Promise((resolve) => { process.nextTick(resolve); }));
}

