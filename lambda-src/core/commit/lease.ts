import type { CommitOptions } from './outcome';

/** A worker is given so long after its deadline to save and to let go, in milliseconds. */
const GRACE_MS = 5_000;

/** How long an object that waits for its next invocation is held, in milliseconds: messages may have to queue. */
const BETWEEN_MS = 15 * 60_000;

/** The longest that a message is put back for, in seconds. */
const MAX_DEFERRAL_SECONDS = 60;

/** How long a message is put back for whose part somebody works on, in seconds. */
export const PART_DEFERRAL_SECONDS = 10;

/** Until when this invocation works. */
export function ownLease({ deadline }: CommitOptions): Date {
  return new Date(deadline + GRACE_MS);
}

/** Until when an object is held whose next invocation is asked for. */
export function leaseBetween(now: Date): Date {
  return new Date(now.getTime() + BETWEEN_MS);
}

/** Whether less than half of that is left. */
export function isShort(leaseUntil: string | undefined, now: Date): boolean {
  return leaseUntil === undefined || Date.parse(leaseUntil) < now.getTime() + BETWEEN_MS / 2;
}

/** When to look again, in seconds: soon at first, and not later than the lease that is waited for. */
export function deferralSeconds(deferrals: number, leaseUntil: string | undefined, now: Date): number {
  const left = leaseUntil === undefined ? 0 : Math.ceil((Date.parse(leaseUntil) - now.getTime()) / 1000);
  return Math.max(1, Math.min(2 ** Math.min(deferrals, 10), left, MAX_DEFERRAL_SECONDS));
}
