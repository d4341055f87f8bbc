import type { FaultMix } from './simulation';

const CALM: FaultMix = { versioned: false, duplicates: 0, lost: 0, kills: 0, breaks: 0, records: 5, stepMs: 20 };

/** Everything that goes wrong at once. */
export const HARSH: FaultMix = { ...CALM, duplicates: 0.3, lost: 0.2, kills: 0.05, breaks: 0.3 };

/** As harsh, but no event is lost: a reconcile at the end would mend what a planted bug broke. */
export const HARSH_WITHOUT_RECONCILE: FaultMix = { ...HARSH, lost: 0 };

/** Objects that are read in parts, side by side. */
export const PARTS: FaultMix = { ...HARSH_WITHOUT_RECONCILE, records: 12, partBytes: 40 };

/** Objects that take more than one invocation. */
export const SLOW: FaultMix = { ...HARSH_WITHOUT_RECONCILE, records: 24, stepMs: 400, kills: 0.01 };

/** Records that cannot be rows, in files that are read in parts and by more than one invocation. */
export const BAD_RECORDS: FaultMix = { ...SLOW, partBytes: 120, bad: 0.3 };

/** The fault mixes under which no schedule may end wrong. */
export const MIXES: Readonly<Record<string, FaultMix>> = {
  'no faults': CALM,
  'no faults, versioned': { ...CALM, versioned: true },
  'duplicates and kills': { ...CALM, duplicates: 0.5, kills: 0.1 },
  'lost events and a reconcile': { ...CALM, lost: 0.2 },
  'everything': HARSH,
  'everything, versioned': { ...HARSH, versioned: true },
  'sweeps, and time that passes': { ...HARSH, sweeps: true },
  'sweeps, versioned': { ...HARSH, versioned: true, sweeps: true },
  'parts': PARTS,
  'parts, versioned': { ...PARTS, versioned: true },
  'continuations': SLOW,
  'rejected records': BAD_RECORDS,
  'parts and continuations, versioned': { ...SLOW, partBytes: 120, versioned: true },
  'parts, continuations and sweeps': { ...SLOW, partBytes: 120, lost: 0.2, sweeps: true },
};
