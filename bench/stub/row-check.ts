import { ROW_DIGITS, ROWS_PER_BLOCK, Table } from '../../src/contract';
import { COLUMNS, type Corpus } from '../corpus';
import { NUMBERS } from '../order-schema';

/** What arrived, and how it compares with the file. */
export interface RowReport {
  /** Rows that are in the table once and equal to the file's. */
  readonly right: number;
  /** Rows of the file that never came. */
  readonly missing: number;
  /** Rows that came more than once: nothing fails here, so nothing needs to be sent again. */
  readonly doubled: number;
  /** Items that are no row of the file, or differ from it. */
  readonly wrong: number;
  /** What the first wrong or doubled item was. */
  readonly firstFault: string | null;
}

/** The value of a column. */
interface Value {
  readonly S?: string;
  readonly N?: string;
}

/** A string attribute, or a map of values. */
type Attribute = Value & { readonly M?: Record<string, Value> } | undefined;

/** An item as DynamoDB's JSON has it, read as a byte string. */
export type Item = Record<string, Attribute>;

/** Compares each item with the row that the file has at its number. */
export class RowCheck {
  private readonly seen: Uint8Array;
  private right = 0;
  private doubled = 0;
  private wrong = 0;
  private firstFault: string | null = null;

  /** @param typed whether rows are typed as the schema of the bench says */
  constructor(private readonly corpus: Corpus, private readonly typed: boolean) {
    this.seen = new Uint8Array(corpus.rows + 1);
  }

  /** @param partition what the partition key has in front of the block number */
  take(item: Item, partition: string): void {
    const sortKey = item[Table.SORT_KEY]?.S ?? '';
    const n = Number(sortKey);
    if (!this.isRow(item, n, partition) || sortKey !== String(n).padStart(ROW_DIGITS, '0')) {
      this.wrong++;
      this.firstFault ??= `wrong: ${JSON.stringify(item).slice(0, 500)}`;
    } else if (this.seen[n]++ > 0) {
      this.doubled++;
      this.firstFault ??= `doubled: row ${n}`;
    } else {
      this.right++;
    }
  }

  report(): RowReport {
    const { right, doubled, wrong, firstFault } = this;
    return { right, missing: this.corpus.rows - right, doubled, wrong, firstFault };
  }

  private isRow(item: Item, n: number, partition: string): boolean {
    if (!Number.isInteger(n) || n < 1 || n > this.corpus.rows) return false;
    if (item[Table.PARTITION_KEY]?.S !== `${partition}${Math.floor((n - 1) / ROWS_PER_BLOCK)}`) return false;
    const data = item[Table.ROW_DATA];
    return data?.M ? this.isMapOf(data.M, n) : data?.S === (this.typed ? this.corpus.typedJson(n) : this.corpus.json(n));
  }

  private isMapOf(map: Record<string, Value>, n: number): boolean {
    const values = this.corpus.row(n);
    return Object.keys(map).length === COLUMNS.length && COLUMNS.every((column, i) => this.isValueOf(map[column], column, values[i]));
  }

  /** A number of DynamoDB has no trailing zeros. */
  private isValueOf(value: Value | undefined, column: string, text: string): boolean {
    return this.typed && NUMBERS.includes(column) ? value?.N !== undefined && Number(value.N) === Number(text) : value?.S === text;
  }
}
