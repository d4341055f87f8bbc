import type { World } from './world';
import type { CommitPorts } from '../../../../lambda-src/core/commit/commit';

/** What may go wrong in a schedule. */
export interface FaultMix {
  /**
   * Whether the bucket keeps versions.
   *
   * @default - every other schedule, as its seed says
   */
  readonly versioned?: boolean;
  /** Share of the events that come twice. */
  readonly duplicates: number;
  /** Share of the events that never come, until a reconcile finds what they would have told. */
  readonly lost: number;
  /** Chance, at each step, that a worker is killed there. */
  readonly kills: number;
  /** Chance that a connection breaks between two pieces of an object. */
  readonly breaks: number;
  /** Share of the changes that delete: half of them the object, a quarter a delete marker, and a quarter the oldest version. */
  readonly deletions: number;
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
   * Share of records that cannot be rows; they do not quarantine the file, and they are kept.
   *
   * @default 0
   */
  readonly bad?: number;
  /**
   * Whether others are told of each final status.
   *
   * @default false
   */
  readonly tells?: boolean;
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

/** How long an invocation may take, in milliseconds. */
export const TIMEOUT_MS = 12_000;
