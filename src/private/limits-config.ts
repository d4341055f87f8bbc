import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import { DEFAULT_LIMITS, LimitsConfig, MAX_ROW_BYTES } from '../contract';
import { Limits } from '../records/limits';

const RANGES: Record<keyof LimitsConfig, { readonly name: keyof Limits; readonly min: number; readonly max: number }> = {
  bytes: { name: 'uncompressedSize', min: 1, max: Number.MAX_SAFE_INTEGER },
  ratio: { name: 'compressionRatio', min: 1, max: Number.MAX_SAFE_INTEGER },
  rows: { name: 'rows', min: 1, max: 9_999_999_999 },
  rowBytes: { name: 'rowSize', min: 2, max: MAX_ROW_BYTES },
  columns: { name: 'columns', min: 1, max: 100_000 },
  depth: { name: 'jsonDepth', min: 1, max: 1_000 },
};

/** What the handler gets: what differs from the defaults. Throws for a value that cannot be a limit. */
export function limitsConfig(limits: Limits): LimitsConfig {
  const values: Record<keyof LimitsConfig, number | undefined> = {
    bytes: bytesOf(limits.uncompressedSize),
    ratio: limits.compressionRatio,
    rows: limits.rows,
    rowBytes: bytesOf(limits.rowSize),
    columns: limits.columns,
    depth: limits.jsonDepth,
  };
  const config: Partial<Record<keyof LimitsConfig, number>> = {};
  for (const key of Object.keys(RANGES) as (keyof LimitsConfig)[]) {
    const value = values[key];
    if (value === undefined) continue;
    const { name, min, max } = RANGES[key];
    if (Token.isUnresolved(value) || !(value >= min && value <= max) || !(Number.isInteger(value) || key === 'ratio')) {
      throw new Error(`limits.${name} is a number from ${min} to ${max} that is known at synth, not ${value}`);
    }
    if (value !== DEFAULT_LIMITS[key]) config[key] = value;
  }
  return config;
}

function bytesOf(size: Size | undefined): number | undefined {
  return size?.toBytes({ rounding: SizeRoundingBehavior.FLOOR });
}
