/** Before each suite of properties that level 1 runs: the number of cases and the seed of the command, and a planted bug if there is one. */
import type * as FastCheck from 'fast-check';
import { PLANTS } from './plants';
import type * as Parse from '../../lambda-src/core/records/parse';

jest.mock('fast-check', () => {
  const actual = jest.requireActual<typeof FastCheck & { default: typeof FastCheck.default }>('fast-check');
  const parameters = { numRuns: Number(process.env.FAULTS_CASES), seed: Number(process.env.FAULTS_SEED) };
  const assert = (property: unknown, given: object = {}): unknown => Reflect.apply(actual.assert, undefined, [property, { ...given, ...parameters }]);
  return { ...actual, __esModule: true, assert, default: { ...actual.default, assert } };
});

jest.mock('../../lambda-src/core/records/parse', () => {
  const actual = jest.requireActual<typeof Parse>('../../lambda-src/core/records/parse');
  const plant = PLANTS[process.env.FAULTS_PLANT ?? ''] ?? ((make: Parse.Make) => make);
  return { ...actual, parseChunks: (make: Parse.Make, chunks: Iterable<Buffer>) => actual.parseChunks(plant(make), chunks) };
});
