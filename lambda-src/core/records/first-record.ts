import { Byte } from './bytes';
import type { ResolvedFormat } from './format';
import type { ParserMark } from './parser';
import type { ByteRange } from '../commit/part-state';
import type { OpenObject } from '../ports';

/**
 * Where the first record of a range in the middle of a file begins: behind the first line break, that of the byte before the
 * range included; in CSV behind the empty lines too. Undefined where no line begins in the range.
 */
export async function firstRecord(object: OpenObject, { from, to }: ByteRange, kind: ResolvedFormat['kind']): Promise<number | undefined> {
  let offset = from - 1;
  let found = false;
  for await (const chunk of object.range(from - 1, to)) {
    let at = 0;
    if (!found) {
      at = chunk.indexOf(Byte.LF) + 1;
      found = at > 0;
    }
    if (found) {
      if (kind === 'csv') while (at < chunk.length && (chunk[at] === Byte.LF || chunk[at] === Byte.CR)) at++;
      if (at < chunk.length) return offset + at;
    }
    offset += chunk.length;
  }
  return undefined;
}

/** A parser begins there as if it were the start of the file; its lines count from there. */
export function markOf(offset: number, csv: ParserMark['csv']): ParserMark {
  return { offset, lines: { line: 1, lineStart: offset, afterCr: false }, csv };
}
