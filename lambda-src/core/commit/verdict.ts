import type { PartResult } from './part-state';
import { MAX_KEPT_REJECTS, type Published, type RecordError, type RecordsConfig, Status } from '../../../src/contract';
import { limitsOf } from '../records/limits';
import { rowsOf, tooManyRows } from '../records/tally';

/** The part of a publication that reading decides. Rows show only where the status is COMMITTED. */
export interface Verdict extends Pick<Published,
  'status' | 'rowsParsed' | 'rowsWritten' | 'rowsRejected' | 'rowsSuperseded' | 'rowsExpire' | 'firstError' | 'rejected' | 'parts' | 'quarantine'> {
  /** Why there is nothing to read, where it is no error of a record. */
  readonly message?: string;
}

/** Nothing parsed, nothing written. */
export const NO_RECORDS = { rowsParsed: 0, rowsWritten: 0, rowsRejected: 0, firstError: null, rejected: [] };

/**
 * What the parts of a generation come to together, or `broken` where they do not fit: a part that begins behind a line break
 * begins in the middle of a record where that line break was quoted. Each part is right when it begins where the one before it ends,
 * and the first begins at the start of the file.
 */
export function judge(
  parts: readonly PartResult[],
  { maxErrorRate, maxErrors = Infinity, limits, rowTtl }: Pick<RecordsConfig, 'maxErrorRate' | 'maxErrors' | 'limits' | 'rowTtl'>,
): Verdict | 'broken' {
  const sums = { parsed: 0, rejectedCount: 0, added: 0 };
  const upserted = parts.flatMap((part) => part.upserted ?? []);
  const rejected: RecordError[] = [];
  let line = 0;
  let next = 0;
  let fault: RecordError | undefined;
  for (const part of parts) {
    if (part.broken || (part.start !== undefined && part.start !== next)) return 'broken';
    sums.parsed += part.parsed;
    sums.rejectedCount += part.rejectedCount;
    sums.added += part.added ?? 0;
    rejected.push(...part.rejected.map((error) => later(error, line)));
    if (part.fault) {
      fault = later(part.fault, line);
      break;
    }
    line += part.lines;
    next = part.end ?? next;
  }
  const rows = rowsOf(sums);
  const maxRows = limitsOf(limits).rows;
  const tooMany = rows > maxRows || sums.rejectedCount > maxErrors || sums.rejectedCount > sums.parsed * maxErrorRate;
  const read = sums.parsed === 0 ? Status.EMPTY : tooMany ? Status.QUARANTINED : Status.COMMITTED;
  return {
    // What made the file unreadable is the error to show, whatever was rejected before it.
    status: fault ? Status.QUARANTINED : read,
    rowsParsed: sums.parsed,
    rowsWritten: rows,
    ...upserted.length > 0 && {
      rowsWritten: sum(upserted.map(({ written }) => written)),
      rowsSuperseded: sum(upserted.map(({ superseded }) => superseded)),
    },
    rowsRejected: sums.rejectedCount,
    ...rowTtl && { rowsExpire: true as const },
    firstError: fault ?? rejected[0] ?? null,
    rejected: rejected.slice(0, MAX_KEPT_REJECTS),
    ...parts.length > 1 && { parts: parts.map(rowsOf) },
    ...rows > maxRows && !fault && { message: tooManyRows(maxRows) },
  };
}

/** Whether a verdict lets rows be seen. */
export function isCommitted(verdict: Verdict | 'broken'): boolean {
  return verdict !== 'broken' && verdict.status === Status.COMMITTED;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function later(error: RecordError, lines: number): RecordError {
  return { ...error, line: error.line + lines };
}
