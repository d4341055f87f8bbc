import type { UpsertFaults } from './simulation';

const CALM: UpsertFaults = { versioned: false, duplicates: 0, kills: 0, errors: 0, stepMs: 1, partBytes: Infinity, objects: 3, givenUp: 0 };

/** Everything that goes wrong at once. */
export const HARSH: UpsertFaults = { ...CALM, versioned: true, duplicates: 0.3, kills: 0.05, errors: 0.05, stepMs: 10 };

/** Messages that are given up, so that a reconcile has to finish what they left. */
export const GIVEN_UP: UpsertFaults = { ...HARSH, givenUp: 0.5, kills: 0.01, stepMs: 1600 };

const SLOW: UpsertFaults = { ...HARSH, kills: 0.01, stepMs: 1200 };

/** The fault mixes under which each key holds the greatest record that ever arrived for it. */
export const UPSERT_MIXES: Readonly<Record<string, UpsertFaults>> = {
  'no faults': CALM,
  'no faults, versioned': { ...CALM, versioned: true },
  'duplicates and kills': { ...CALM, duplicates: 0.5, kills: 0.1 },
  'everything': { ...HARSH, versioned: false },
  'everything, versioned': HARSH,
  'more than an invocation': SLOW,
  'parts': { ...HARSH, partBytes: 150 },
  'messages that are given up, and a reconcile': GIVEN_UP,
  'parts and more than an invocation': { ...SLOW, partBytes: 150 },
};
