import { type FaultMix, type PlantedBug, type Schedule, TIMEOUT_MS } from './fault-mix';
import { makeFile } from './files';
import { differs, wrongWithEnd } from './judge';
import { randomOf } from './random';
import { leftBehind, Sweeper } from './sweeper';
import { Turns } from './turns';
import { portsOf, recordsOf, Worker } from './worker';
import { type Message, World } from './world';

const KEYS = ['a.ndjson', 'b.csv'];
const WORKERS = 3;
const CHANGES = 7;
const SWEEPERS = 2;
const MAX_STEPS = 50_000;

/** How often it may be the next thing that happens that time passes. */
const TIME_PASSES = 0.1;
/** Time that passes at once at most, in milliseconds: everything from a blink to more than any grace. */
const MAX_JUMP_MS = 60 * 60 * 1000;

/** A message that is not deleted comes again after this time, in milliseconds. */
const VISIBILITY_MS = 6 * TIMEOUT_MS;

/** Deliveries before a message is given up. Kills count too, so it is generous. */
const MAX_RECEIVES = 25;

/** What may happen next. */
type Act = () => void | Promise<void>;

/** Runs the real commit code over one schedule and returns what is wrong with its end, or undefined. */
export async function runSchedule(schedule: Schedule): Promise<string | undefined> {
  // From here on everything is a microtask: see Turns.
  await undefined;
  return new Simulation(schedule).run();
}

/** Workers at the same keys of one bucket, of whose I/Os one at a time happens. */
class Simulation {
  private readonly random: () => number;
  private readonly faults: FaultMix;
  private readonly bug: Partial<PlantedBug>;
  private readonly world: World;
  private readonly turns = new Turns();
  private readonly ports;
  private readonly records;
  private readonly workers: Worker[] = [];
  private readonly sweepers: Sweeper[] = [];
  private left = CHANGES;
  /** Nothing goes wrong any more. */
  private calm = false;
  private given: string | undefined;
  private torn: string | undefined;
  private readonly acts: Act[] = [];

  constructor({ seed, faults, bug }: Schedule) {
    this.random = randomOf(seed);
    this.faults = faults;
    this.bug = bug ?? {};
    this.world = new World(faults.versioned ?? seed % 2 === 0);
    this.ports = portsOf(this.world, this.turns, faults, () => this.happens(faults.breaks));
    this.records = recordsOf(faults);
  }

  async run(): Promise<string | undefined> {
    const { faults, world } = this;
    for (let steps = 0; !this.isIdle() || this.reconcile(); steps++) {
      if (steps > MAX_STEPS) return 'the schedule does not end';
      world.pass(this.pick(faults.stepMs));
      const acts = this.possible();
      const act = acts.length > 0 ? acts[this.pick(acts.length)]() : world.passToNextMessage();
      if (act !== undefined) await act;
    }
    if (this.given !== undefined) return `${this.given}: a message was given up`;
    const isWrong = (): string | undefined => wrongWithEnd(world, KEYS, faults.tells ?? false);
    const wrong = this.torn ?? isWrong();
    if (wrong !== undefined || !faults.sweeps) return wrong;
    return await leftBehind(KEYS, world, this.turns, MAX_JUMP_MS, this.bug.sweepGraceMs) ?? isWrong();
  }

  private isIdle(): boolean {
    return this.left === 0 && this.world.queue.length === 0 && this.workers.length === 0;
  }

  /** Tells of each key that differs, once; false where there is nothing to do then either. */
  private reconcile(): boolean {
    if (this.calm) return false;
    this.calm = true;
    for (const key of KEYS) if (this.faults.lost > 0 && differs(this.world, key)) this.tell(key);
    return !this.isIdle();
  }

  /** What may happen next, as often as it is likely. */
  private possible(): readonly Act[] {
    const { acts, world, workers, faults } = this;
    acts.length = 0;
    if (this.left > 0) acts.push(this.change);
    if (workers.length < WORKERS && world.ready() > 0) acts.push(this.start);
    if (workers.length > 0) acts.push(this.advance, this.advance, this.advance);
    if (!faults.sweeps) return acts;
    if (this.random() < TIME_PASSES) acts.push(this.wait);
    if (this.sweepers.length < SWEEPERS) acts.push(this.sweep);
    else acts.push(this.advanceSweep, this.advanceSweep);
    return acts;
  }

  private readonly change = (): void => {
    const { bucket } = this.world;
    const { deletions, records, bad } = this.faults;
    this.left--;
    const key = KEYS[this.pick(KEYS.length)];
    const kind = this.random();
    if (kind >= deletions) bucket.put(key, makeFile(key, this.pick(records), this.random, bad));
    else if (kind >= deletions / 2) bucket.delete(key);
    else if (kind >= deletions / 4) bucket.undelete(key);
    else bucket.deleteOldest(key);
    this.tell(key);
  };

  private readonly start = (): Promise<void> => {
    const { world, ports, bug: { plant } } = this;
    const message = world.receive(this.pick(world.ready()));
    const worker = new Worker(message, world);
    this.workers.push(worker);
    return worker.start(this.turns, this.records, plant ? plant(ports, world) : ports);
  };

  private readonly advance = async (): Promise<void> => {
    const { workers } = this;
    const at = this.pick(workers.length);
    const worker = workers[at];
    if (this.isCutOff(worker)) {
      workers.splice(at, 1);
      this.redeliver(worker.message);
      return;
    }
    await this.turns.next(worker);
    if (!worker.done) return;
    workers.splice(at, 1);
    if (worker.failed) this.redeliver(worker.message);
  };

  private readonly sweep = (): Promise<void> => {
    const sweeper = new Sweeper(KEYS[this.pick(KEYS.length)], this.world);
    this.sweepers.push(sweeper);
    return sweeper.start(this.turns, this.bug.sweepGraceMs);
  };

  private readonly advanceSweep = async (): Promise<void> => {
    const { sweepers } = this;
    const at = this.pick(sweepers.length);
    const sweeper = sweepers[at];
    if (this.isCutOff(sweeper)) return void sweepers.splice(at, 1);
    await this.turns.next(sweeper);
    this.torn ??= sweeper.wrong;
    if (sweeper.done) sweepers.splice(at, 1);
  };

  private readonly wait = (): void => this.world.pass(this.random() ** 4 * MAX_JUMP_MS);

  /** Lambda ends an invocation whose time is up wherever it is. */
  private isCutOff({ endsAt }: { readonly endsAt: number }): boolean {
    return this.world.now >= endsAt || this.happens(this.faults.kills);
  }

  private tell(key: string): void {
    if (this.happens(this.faults.lost)) return;
    this.world.tell({ bucket: 'b', key });
    if (this.happens(this.faults.duplicates)) this.world.tell({ bucket: 'b', key });
  }

  private redeliver({ hint, receives }: Message): void {
    if (this.bug.acknowledgeFirst) return;
    if (receives >= MAX_RECEIVES) this.given = hint.key;
    else this.world.tell(hint, VISIBILITY_MS, receives);
  }

  private happens(probability: number): boolean {
    return !this.calm && this.random() < probability;
  }

  private pick(n: number): number {
    return Math.floor(this.random() * n);
  }
}
