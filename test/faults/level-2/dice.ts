import { randomOf } from '../../lambda-src/core/commit/random';

/** Dice that a seed decides. */
export class Dice {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** A share of the numbers below `count`, exactly so many. */
  some(count: number, share: number): Set<number> {
    const chosen = new Set<number>();
    while (chosen.size < Math.round(share * count)) chosen.add(this.between(0, count - 1));
    return chosen;
  }

  one<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)];
  }
}
