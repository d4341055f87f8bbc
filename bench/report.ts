import type { WriteStream } from 'node:tty';
import type { Measure } from './measure';

/** The measures as a Markdown table that reads as well in a terminal. */
export function markdown(measures: readonly Measure[]): string {
  const rows = measures.map(({ name, ours, peer, ratio, unit }) => [name, ...[ours, peer, ratio].map(value => value?.toLocaleString('en') ?? ''), unit]);
  const table = [['measure', 'ours', 'peer', 'ours / peer', 'unit'], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map(row => row[i].length)));
  const isNumber = (i: number): boolean => i >= 1 && i <= 3;
  const line = (row: string[]): string => `| ${row.map((cell, i) => isNumber(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${isNumber(i) ? ':' : '-'}`).join('|')}|`;
  return [line(table[0]), rule, ...table.slice(1).map(line)].join('\n');
}

/** What is being done right now: one line that changes on a terminal, a line each elsewhere. */
export class Progress {
  constructor(private readonly stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }) {}

  show(what: string): void {
    this.stream.write(this.stream.isTTY ? `\r\x1b[2K${what}` : `${what}\n`);
  }

  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[2K');
  }
}
