import { createInterface } from 'node:readline/promises';
import { CommandError } from './target';

/** Says what was asked for; the answer of a script. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says what is wrong, or what a person should know besides. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Rows of cells in columns, each line two spaces in. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column].length))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}`).join('\n');
}

/**
 * Lets a person type a word before something is done that cannot be undone.
 *
 * @throws CommandError where another word is typed, or nobody is there to type it
 */
export async function confirm(question: string, word: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CommandError(`${question} nobody is at a terminal to confirm it: add --yes`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await lines.question(`${question} type ${word} to go on: `);
    if (typed.trim() !== word) throw new CommandError(`${JSON.stringify(typed.trim())} is not ${word}: nothing was done`);
  } finally {
    lines.close();
  }
}
