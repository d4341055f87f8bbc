import type { Variant } from './choices';
import { Json } from './merge';

type Named = Pick<Variant, 'condition' | 'opposite'>;

/** The conditions of a template: those of the parameters, and those that follow from several of them. */
export class Conditions {
  private readonly known: Record<string, Json>;

  constructor(given: Record<string, Json>, variants: readonly Named[]) {
    this.known = { ...given };
    for (const { condition, opposite } of variants) this.known[opposite] = { 'Fn::Not': [{ Condition: condition }] };
  }

  /** The name of a condition that holds when none of these is chosen; undefined for no variant. */
  without(variants: readonly Named[]): string | undefined {
    return variants.length === 0 ? undefined : this.all(variants.map(({ opposite }) => opposite));
  }

  /** The name of a condition that holds when one of these is chosen. */
  any(variants: readonly Named[]): string {
    return this.joined('Or', variants.map(({ condition }) => condition));
  }

  /** The name of a condition that holds when all of these hold. */
  all(names: readonly string[]): string {
    return this.joined('And', names);
  }

  /** Those that something refers to. */
  used(blocks: unknown): Record<string, Json> {
    const used = new Set([...JSON.stringify(blocks).matchAll(/"(?:Fn::If":\[|Condition":)"(\w+)"/g)].map(([, name]) => name));
    for (const name of used) for (const [, inner] of JSON.stringify(this.known[name] ?? null).matchAll(/"Condition":"(\w+)"/g)) used.add(inner);
    return Object.fromEntries(Object.entries(this.known).filter(([name]) => used.has(name)));
  }

  private joined(word: 'And' | 'Or', names: readonly string[]): string {
    if (names.length === 1) return names[0];
    const name = names.join(word);
    this.known[name] ??= { [`Fn::${word}`]: names.map((one) => ({ Condition: one })) };
    return name;
  }
}
