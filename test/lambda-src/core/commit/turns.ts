/** Says at each I/O that somebody has reached it; resolves when it is their turn. */
export type Step = () => Promise<void>;

/** Work that is held at each of its I/Os. */
export class Held {
  /** Its I/Os that wait. */
  readonly waiting: (() => void)[] = [];
  done = false;
  failed = false;
}

/** Lets work do one I/O at a time. Nothing else runs meanwhile, so whatever reaches an I/O belongs to the work whose turn it is. */
export class Turns {
  private current = new Held();

  readonly step: Step = () => new Promise((resolve) => { this.current.waiting.push(resolve); });

  /** Begins work, which runs to its first I/O. */
  begin(held: Held, work: () => Promise<unknown>): Promise<void> {
    this.current = held;
    work().then(() => { held.done = true; }, () => { held.done = held.failed = true; });
    return settled();
  }

  /** Lets the work do one I/O that it waits at, and run to the next one. */
  next(held: Held): Promise<void> {
    this.current = held;
    held.waiting.shift()?.();
    return settled();
  }
}

/**
 * After every microtask that is waiting now and every one that follows from it: asked for in a microtask, as here always, a tick comes when no
 * further one is left. Nothing here waits for the event loop, a round of which costs more than the step.
 */
export function settled(): Promise<void> {
  return new Promise((resolve) => { process.nextTick(resolve); });
}
