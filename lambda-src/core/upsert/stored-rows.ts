/** Follows which rows are settled without a gap, though they are settled in any order. */
export class StoredRows {
  private readonly ahead = new Map<number, boolean>();
  private lost = 0;

  /** @param last - rows from the first that were settled before */
  constructor(private last: number) {}

  /** Rows from the first that are settled. */
  get durable(): number {
    return this.last;
  }

  /** Of the durable ones that were settled here, those that lost to newer ones. */
  get superseded(): number {
    return this.lost;
  }

  /** A row is in the table, or has lost to one that is or will be. */
  settle(row: number, isSuperseded: boolean): void {
    this.ahead.set(row, isSuperseded);
    for (let next = this.ahead.get(this.last + 1); next !== undefined; next = this.ahead.get(this.last + 1)) {
      this.ahead.delete(++this.last);
      if (next) this.lost++;
    }
  }
}
