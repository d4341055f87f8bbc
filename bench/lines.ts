import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Everything of a row but its id. */
export interface Line {
  /** As CSV, without the line break. */
  readonly csv: string;
  readonly values: string[];
}

const NAMES = ['Ada Park', 'Zoë Ångström', 'José Núñez', 'Li Wei', 'Mary Ann Evans', 'Søren Kierkegård', 'Ib', 'Wolfgang von der Heide'];
const COUNTRIES = ['SE', 'DE', 'US', 'JP', 'BR', 'FR'];
const CURRENCIES = ['SEK', 'EUR', 'USD', 'JPY', 'BRL'];
const NOTES = ['', '', 'leave at the door', 'gift', 'second attempt', 'ring twice, then call', 'asked for "express"', 'fragile'];

/** Orders as a shop exports them, of varying width: one in four has a quoted field, some have doubled quotes, some UTF-8. The same in each run. */
export function lines(count: number): Line[] {
  const generator = xoroshiro128plus(20_261_123);
  const below = (limit: number): number => Math.floor(uniformFloat64(generator) * limit);
  const one = (list: readonly string[]): string => list[below(list.length)];
  return Array.from({ length: count }, () => {
    const name = one(NAMES);
    const values = [
      new Date(1_780_000_000_000 + below(20_000_000) * 1_000).toISOString(),
      name,
      `${name.split(' ')[0].toLowerCase()}.${below(100_000)}@example.com`,
      one(COUNTRIES),
      `${one(['A', 'BX', 'C'])}-${below(1_000_000)}`,
      String(1 + below(12)),
      (below(1_000_000) / 100).toFixed(2),
      one(CURRENCIES),
      one(NOTES),
    ];
    return { csv: values.map(quoted).join(','), values };
  });
}

function quoted(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
