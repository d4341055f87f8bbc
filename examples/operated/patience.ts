/** How often and how long a deployment is tried. */
export interface Patience {
  /** Tries at most. */
  readonly attempts: number;
  /** The first wait, in milliseconds; each further one may be twice as long. */
  readonly firstWaitMs: number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Says what happens next. */
  readonly say: (text: string) => void;
}

const TAKEN = /already exists|BucketAlreadyExists|BucketAlreadyOwnedByYou|AlreadyExists/i;
const PASSING = /throttl|rate exceeded|TooManyRequests|LimitExceeded|ServiceUnavailable|timed? ?out|ECONNRESET|ETIMEDOUT/i;

/**
 * Deploys until it works: with another name where somebody has the bucket's, after a while where AWS has no time. Any other error is final.
 * Waits are random up to their bound, so that two deployments do not meet again.
 *
 * @param deploy - deploys with this name for the log bucket; throws an Error that says why not
 * @returns the name that it was deployed with
 */
export async function deployPatiently(name: string, deploy: (name: string) => Promise<void>, { attempts, firstWaitMs, sleep, say }: Patience): Promise<string> {
  let current = name;
  for (let attempt = 1; ; attempt++) {
    try {
      await deploy(current);
      return current;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt === attempts || !(TAKEN.test(reason) || PASSING.test(reason))) throw error;
      if (TAKEN.test(reason)) current = `${name}-${Math.random().toString(36).slice(2, 8)}`;
      const wait = Math.round(Math.random() * firstWaitMs * 2 ** (attempt - 1));
      say(`attempt ${attempt} of ${attempts} failed: ${reason.split('\n')[0]}; again in ${wait} ms, with the log bucket ${current}-…`);
      await sleep(wait);
    }
  }
}
