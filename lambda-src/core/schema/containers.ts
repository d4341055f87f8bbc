import { identity, type JsonValue } from './json-value';
import type { Check, Rules } from './rule';
import type { JsonSchema } from '../../../src/contract';

type Keywords = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, JsonSchema>>;
type ItemsCheck = Check<JsonValue[]>;
type MembersCheck = Check<Map<string, JsonValue>>;

/** What a schema says about arrays and objects. */
export function containerChecks(schema: Keywords, rules: Rules): Check<JsonValue>[] {
  const items = arrayChecks(schema, rules);
  const members = [...sizeChecks(schema), ...memberChecks(schema, rules), ...dependencyChecks(schema, rules)];
  return [
    ...items.map((check): Check<JsonValue> => value => Array.isArray(value) ? check(value) : undefined),
    ...members.map((check): Check<JsonValue> => value => value instanceof Map ? check(value) : undefined),
  ];
}

/** Where inside of a value something is wrong. */
function inside(place: string | number, fault: string): string {
  return fault.startsWith('at /') ? `at /${place}${fault.slice(3)}` : `at /${place} ${fault}`;
}

function arrayChecks(schema: Keywords, rules: Rules): ItemsCheck[] {
  const checks: ItemsCheck[] = [];
  const { minItems, maxItems, uniqueItems, contains } = schema;
  if (minItems !== undefined) checks.push(items => items.length < Number(minItems) ? `must have at least ${String(minItems)} items` : undefined);
  if (maxItems !== undefined) checks.push(items => items.length > Number(maxItems) ? `must have at most ${String(maxItems)} items` : undefined);
  if (uniqueItems === true) {
    checks.push(items => new Set(items.map(identity)).size < items.length ? 'must not have the same item twice' : undefined);
  }
  // Draft 7 has a list under `items` and the rest under `additionalItems`; 2020-12 calls them `prefixItems` and `items`.
  const tuple = Array.isArray(schema.items) ? schema.items : schema.prefixItems;
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  const first = ((tuple ?? []) as JsonSchema[]).map(one => rules.check(one));
  const other = rest === undefined ? undefined : rules.check(rest as JsonSchema);
  if (first.length > 0 || other) {
    checks.push(items => {
      for (let n = 0; n < items.length; n++) {
        const fault = (n < first.length ? first[n] : other)?.(items[n]);
        if (fault !== undefined) return inside(n, fault);
      }
      return undefined;
    });
  }
  if (contains !== undefined) {
    const check = rules.check(contains as JsonSchema);
    const min = Number(schema.minContains ?? 1);
    const max = Number(schema.maxContains ?? Infinity);
    checks.push(items => {
      const count = items.filter(item => check(item) === undefined).length;
      return count < min || count > max ? 'must have as many items of the kind under contains as the schema says' : undefined;
    });
  }
  return checks;
}

function sizeChecks({ minProperties, maxProperties, required }: Keywords): MembersCheck[] {
  const checks: MembersCheck[] = [];
  if (minProperties !== undefined) checks.push(({ size }) => size < Number(minProperties) ? `must have at least ${String(minProperties)} members` : undefined);
  if (maxProperties !== undefined) checks.push(({ size }) => size > Number(maxProperties) ? `must have at most ${String(maxProperties)} members` : undefined);
  for (const name of (required ?? []) as string[]) {
    checks.push(members => members.has(name) ? undefined : `must have the member ${JSON.stringify(name)}`);
  }
  return checks;
}

function memberChecks(schema: Keywords, rules: Rules): MembersCheck[] {
  const { properties, patternProperties, additionalProperties, propertyNames } = schema;
  const checks: MembersCheck[] = [];
  if (propertyNames !== undefined) {
    const check = rules.check(propertyNames as JsonSchema);
    checks.push(members => [...members.keys()].some(name => check(name) !== undefined) ? 'must have names as the schema says' : undefined);
  }
  if (properties === undefined && patternProperties === undefined && additionalProperties === undefined) return checks;
  const known = new Map(Object.entries((properties ?? {}) as Schemas).map(([name, one]) => [name, rules.check(one)]));
  const patterns = Object.entries((patternProperties ?? {}) as Schemas).map(([pattern, one]) => ({ pattern: new RegExp(pattern, 'u'), check: rules.check(one) }));
  const other = additionalProperties === undefined ? undefined : rules.check(additionalProperties as JsonSchema);
  checks.push(members => {
    for (const [name, value] of members) {
      const check = known.get(name);
      const matching = patterns.filter(({ pattern }) => pattern.test(name)).map(one => one.check);
      const applied = [...check ? [check] : [], ...matching];
      for (const one of applied.length > 0 ? applied : other ? [other] : []) {
        const fault = one(value);
        // The name of a member that no schema knows is somebody's data.
        if (fault !== undefined) return inside(check ? name : '*', fault);
      }
    }
    return undefined;
  });
  return checks;
}

function dependencyChecks(schema: Keywords, rules: Rules): MembersCheck[] {
  const groups = [schema.dependencies, schema.dependentRequired, schema.dependentSchemas];
  return groups.flatMap(group => Object.entries((group ?? {}) as Readonly<Record<string, unknown>>)).map(([name, then]): MembersCheck => {
    if (Array.isArray(then)) {
      return members => members.has(name) && !(then as string[]).every(other => members.has(other))
        ? `must have the members that go with ${JSON.stringify(name)}` : undefined;
    }
    const check = rules.check(then as JsonSchema);
    return members => members.has(name) ? check(members) : undefined;
  });
}
