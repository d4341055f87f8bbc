/** A value of a template. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What a value is instead, under a condition; undefined where it is not there. Values of one axis exclude each other. */
export interface Alternative {
  readonly axis: string;
  readonly condition: string;
  readonly value: Json | undefined;
}

const NO_VALUE: Json = { Ref: 'AWS::NoValue' };

export const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
export const when = (condition: string, yes: Json, no: Json): Json => ({ 'Fn::If': [condition, yes, no] });

/** An object that is no intrinsic function. */
export function isPlain(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}

/**
 * One value that is each of its alternatives under that one's condition: objects are merged by member and lists by element.
 *
 * @throws Error where two independent choices change the same text or number, because only one of them could have its way
 */
export function merge(path: string, base: Json | undefined, alternatives: readonly Alternative[]): Json | undefined {
  const others = alternatives.filter(({ value }) => !same(value, base));
  if (others.length === 0) return base;
  const values = [base, ...others.map(({ value }) => value)];
  if (values.every(isPlain)) return mergeMembers(path, base as { [name: string]: Json }, others);
  if (values.every(Array.isArray)) return mergeElements(base as Json[], others);
  const axes = [...new Set(others.map(({ axis }) => axis))];
  if (axes.length > 1) throw new Error(`${path} follows ${axes.join(' and ')}, and can follow one of them: make them variants of one axis`);
  return others.reduceRight<Json>((otherwise, { condition, value }) => when(condition, value ?? NO_VALUE, otherwise), base ?? NO_VALUE);
}

function mergeMembers(path: string, base: { [name: string]: Json }, others: readonly Alternative[]): Json {
  const names = [...new Set([base, ...others.map(({ value }) => value as { [name: string]: Json })].flatMap(Object.keys))];
  return Object.fromEntries(names.map((name) => [name, merge(`${path}.${name}`, base[name], others.map((other) => ({
    ...other, value: (other.value as { [name: string]: Json })[name],
  })))])) as Json;
}

interface Element {
  readonly value: Json;
  /** Conditions under which it is there; undefined for one that is there anyway. */
  readonly onlyIf?: string[];
  readonly notIf: string[];
}

/** Elements that all lists have in their order, and between them those that some have. */
function mergeElements(base: Json[], others: readonly Alternative[]): Json[] {
  const elements: Element[] = base.map((value) => ({ value, notIf: [] }));
  for (const { condition, value } of others) {
    let next = 0;
    const skipTo = (end: number) => {
      for (; next < end; next++) elements[next].notIf.push(condition);
    };
    for (const wanted of value as Json[]) {
      const at = elements.findIndex((element, index) => index >= next && same(element.value, wanted));
      if (at < 0) {
        elements.splice(next, 0, { value: wanted, onlyIf: [condition], notIf: [] });
      } else {
        skipTo(at);
        elements[at].onlyIf?.push(condition);
      }
      next++;
    }
    skipTo(elements.length);
  }
  return elements.map(({ value, onlyIf, notIf }) => onlyIf
    ? onlyIf.reduceRight<Json>((otherwise, condition) => when(condition, value, otherwise), NO_VALUE)
    : notIf.reduceRight<Json>((otherwise, condition) => when(condition, NO_VALUE, otherwise), value));
}
