import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './target';

/** A value of an option. */
export const TEXT = { type: 'string' } as const;
/** An option that is there or not. */
export const FLAG = { type: 'boolean' } as const;

/** Options of every operating command. */
export const COMMON = { region: TEXT, json: FLAG } as const;

/** The values of options. */
export type Values<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** Reads the options of a command that takes nothing else. Throws {@link UsageError}. */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** An option that a command cannot do without. Throws {@link UsageError}. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing: say which`);
  return value;
}
