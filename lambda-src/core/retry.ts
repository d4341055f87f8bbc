/** What retrying needs from the outside, so that tests own the time. */
export interface RetryPorts {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The real clock and the real dice. */
export const systemPorts: RetryPorts = {
  now: Date.now,
  sleep: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); }),
  random: Math.random,
};

export interface RetryOptions {
  /** Which errors are worth another attempt. */
  readonly retryable: (error: unknown) => boolean;
  /**
   * Epoch milliseconds after which no attempt is started.
   *
   * @default - no deadline
   */
  readonly deadline?: number;
  /**
   * Attempts, the first one included.
   *
   * @default - as many as the deadline allows, or 3 without a deadline
   */
  readonly maxAttempts?: number;
  /**
   * Upper bound of the first wait, in milliseconds; it doubles with every attempt.
   *
   * @default 25
   */
  readonly baseMs?: number;
  /**
   * Upper bound of any wait, in milliseconds.
   *
   * @default 2000
   */
  readonly capMs?: number;
  /** Told of each error that is about to be retried: the place to count throttles. */
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

/** The wait before attempt `attempt + 1`, with full jitter: uniform between 0 and the exponential bound, in milliseconds. */
export function backoff(attempt: number, random: () => number, baseMs = 25, capMs = 2000): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}

/**
 * Repeats `attempt` until it succeeds, with exponential backoff and full jitter. Throws the last error as it came when it
 * is not retryable, when the attempts are used up, or when the next one would start after the deadline.
 */
export async function retrying<T>(
  attempt: (attempt: number) => Promise<T>, options: RetryOptions, ports: RetryPorts = systemPorts,
): Promise<T> {
  const maxAttempts = options.maxAttempts ?? (options.deadline === undefined ? 3 : Infinity);
  for (let n = 1; ; n++) {
    try {
      return await attempt(n);
    } catch (error) {
      if (n >= maxAttempts || !options.retryable(error)) throw error;
      const wait = backoff(n, ports.random, options.baseMs, options.capMs);
      if (options.deadline !== undefined && ports.now() + wait >= options.deadline) throw error;
      options.onRetry?.(error, n);
      await ports.sleep(wait);
    }
  }
}
