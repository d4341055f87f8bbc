import type { RowReport } from './row-check';
import type { Status } from '../../src/contract';

/** What the parent asks of the stub's process. */
export type Order =
  /** Forget everything and serve this file. Until a claim, partition keys of rows begin with `partition`. */
  | { readonly kind: 'load'; readonly rows: number; readonly partition: string }
  | { readonly kind: 'report' };

/** What became of the file since it was loaded. */
export interface Report extends RowReport {
  /** What the ledger says, or null where there is none. */
  readonly published: { readonly status: Status; readonly rowsWritten: number } | null;
  /** CPU time of the stub itself, in seconds. */
  readonly cpuSeconds: number;
}
