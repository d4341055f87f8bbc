/** Says at each I/O that somebody has reached it; resolves when it is their turn. */
export type Step = () => Promise<void>;

/** Holds work at each of its I/Os until it is its turn; what it does at once comes one after the other. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  readonly step: Step = () => new Promise((resolve) => { this.waiting.push(resolve); });

  /** Lets the work do one I/O that it waits at, and run to the next one. */
  async next(): Promise<void> {
    // Work that has only begun may not have come to its first one yet.
    if (this.waiting.length === 0) await settled();
    this.waiting.shift()?.();
    await settled();
  }
}

/**
 * After every microtask that is waiting now and every one that follows from it: asked for in a microtask, as here always, a tick comes when no
 * further one is left. Nothing here waits for the event loop, a round of which costs more than the step.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => { process.nextTick(resolve); });
}
