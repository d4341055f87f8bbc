import type { RowReport } from './row-check';
import type { Status } from '../../src/contract';
import type { CorpusFormat } from '../corpus';

/** What the parent asks of the stub's process. */
export type Order =
  /** Forget everything and serve a file of so many rows in this format. Rows are compared with typed ones where
   * `typed` says so. Until a claim, partition keys of rows begin with `partition`. */
  | { readonly kind: 'load'; readonly rows: number; readonly format: CorpusFormat; readonly typed: boolean; readonly partition: string }
  | { readonly kind: 'report' };

/** What became of the file since it was loaded. */
export interface Report extends RowReport {
  /** What the ledger says, or null where there is none. */
  readonly published: { readonly status: Status; readonly rowsWritten: number } | null;
  /** CPU time of the stub itself, in seconds. */
  readonly cpuSeconds: number;
}
