import type { FaultMix } from './fault-mix';

const CALM: FaultMix = { duplicates: 0, lost: 0, kills: 0, breaks: 0, deletions: 0.4, records: 5, stepMs: 20 };

/** Everything that goes wrong at once, but that no event is lost: a reconcile at the end would mend what a planted bug broke. */
export const HARSH: FaultMix = { ...CALM, duplicates: 0.3, kills: 0.05, breaks: 0.3 };

/** Others are told of what readers see. */
export const TELLING: FaultMix = { ...HARSH, tells: true };

/** Sweeps beside the workers. */
export const SWEEPS: FaultMix = { ...HARSH, lost: 0.2, sweeps: true };

/** Objects that are read in parts, side by side. */
export const PARTS: FaultMix = { ...HARSH, records: 12, partBytes: 40 };

/** Objects that take more than one invocation. */
export const SLOW: FaultMix = { ...HARSH, records: 12, stepMs: 800, kills: 0.01 };

/** Records that cannot be rows, in files that are read in parts and by more than one invocation. */
export const BAD_RECORDS: FaultMix = { ...SLOW, records: 16, partBytes: 80, bad: 0.5 };

/** The fault mixes under which no schedule may end wrong. Each but the first has duplicates, kills and broken connections too. */
export const MIXES: Readonly<Record<string, FaultMix>> = {
  'nothing but another order': CALM,
  'events lost and reconciled': { ...HARSH, lost: 0.2 },
  'versions': { ...HARSH, versioned: true },
  'undeletes': { ...HARSH, versioned: true, deletions: 0.7 },
  'fan-out parts': PARTS,
  'continuations': SLOW,
  'sweeps, and time that passes': SWEEPS,
  'parts, continuations and sweeps': { ...SLOW, partBytes: 60, lost: 0.2, sweeps: true },
  'rejected records': BAD_RECORDS,
  'others are told': { ...TELLING, duplicates: 0.5, kills: 0.1 },
};
