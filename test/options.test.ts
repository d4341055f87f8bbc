import type { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { type Option, OPTIONS } from './options';
import { resourcesWith } from '../projenrc/resources/presets';
import type { ServerlessIngestApiProps } from '../src';

const RUNS = Number(process.env.OPTION_RUNS ?? 12);

const namesOf = (props: (stack: Stack) => ServerlessIngestApiProps) => resourcesWith(props).map(({ type, path }) => `${type} ${path}`);
const byDefault = new Set(namesOf(() => ({})));
const addedBy = (props: (stack: Stack) => ServerlessIngestApiProps) => namesOf(props).filter((name) => !byDefault.has(name));

/** Several options at once; of two values for one prop the later one holds. */
function together(options: readonly Option[], stack: Stack): ServerlessIngestApiProps {
  const all: Record<string, unknown> = {};
  for (const { props } of options) {
    for (const [group, value] of Object.entries(props(stack)) as [string, object | string][]) {
      const isPlain = Object.getPrototypeOf(value) === Object.prototype;
      all[group] = isPlain ? { ...all[group] as object, ...value as object } : value;
    }
  }
  return all;
}

describe('E7: no option makes more than it names', () => {
  test.each(OPTIONS)('$name alone: each resource that it adds is one that it names, and each that it names is there', ({ props, makes }) => {
    const added = addedBy(props);
    expect(added.filter((name) => !makes.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(makes.filter((pattern) => !added.some((name) => pattern.test(name)))).toEqual([]);
  });

  test('groups of props without a value make nothing', () => {
    expect(addedBy(() => ({ source: {}, processing: {}, table: {}, api: {}, operations: {}, encryption: {} }))).toEqual([]);
  });

  test('property: some at once make what they make alone', () => {
    let built = 0;
    fc.assert(fc.property(fc.subarray([...OPTIONS], { minLength: 2, maxLength: 6 }), (options) => {
      let added: string[];
      try {
        added = addedBy((stack) => together(options, stack));
      } catch (error) {
        // Some do not go together, and say so.
        expect((error as Error).message).toMatch(/\w/);
        return;
      }
      built++;
      const makes = options.flatMap((option) => option.makes);
      expect(added.filter((name) => !makes.some((pattern) => pattern.test(name)))).toEqual([]);
    }), { numRuns: RUNS });
    expect(built).toBeGreaterThan(RUNS / 2);
  });
});
