import { MAX_BATCHES_IN_FLIGHT } from '../../src/contract';

/**
 * How many calls may be in flight: additive increase, multiplicative decrease, as TCP's congestion window.
 *
 * @see https://doi.org/10.1016/0169-7552(89)90019-6 (Chiu and Jain, 1989)
 */
export class Window {
  /**
   * @param size calls to begin with
   * @param max calls at most; 32 batches of 25 rows at DynamoDB's usual 10 ms are 80,000 rows per second, more than a table takes unless
   *   its quota was raised, and each further connection costs memory and CPU without a row more
   */
  constructor(private size = 4, private readonly max = MAX_BATCHES_IN_FLIGHT) {}

  /** Whole calls that may be in flight, at least 1. */
  get limit(): number {
    return Math.floor(this.size);
  }

  /** A call went through: one more per window of calls. */
  grow(): void {
    this.size = Math.min(this.max, this.size + 1 / this.size);
  }

  /** A call was throttled: half of it. */
  shrink(): void {
    this.size = Math.max(1, this.size / 2);
  }
}
