import type { FaultMix } from './simulation';

const CALM: FaultMix = { versioned: false, duplicates: 0, lost: 0, kills: 0, breaks: 0 };

/** Everything that goes wrong at once. */
export const HARSH: FaultMix = { versioned: false, duplicates: 0.3, lost: 0.2, kills: 0.05, breaks: 0.3 };

/** As harsh, but no event is lost: a reconcile at the end would mend what a planted bug broke. */
export const HARSH_WITHOUT_RECONCILE: FaultMix = { ...HARSH, lost: 0 };

/** The fault mixes under which no schedule may end wrong. */
export const MIXES: Readonly<Record<string, FaultMix>> = {
  'no faults': CALM,
  'no faults, versioned': { ...CALM, versioned: true },
  'duplicates and kills': { ...CALM, duplicates: 0.5, kills: 0.1 },
  'lost events and a reconcile': { ...CALM, lost: 0.2 },
  'everything': HARSH,
  'everything, versioned': { ...HARSH, versioned: true },
};
