/** What the caller may say about ingesting what was in the bucket before, or again. */
export interface BackfillOptions {
  /**
   * How many objects of the second queue are ingested at once, 2 to 1,000: what live files never have to wait for.
   *
   * @default 2
   */
  readonly maxConcurrency?: number;
}
