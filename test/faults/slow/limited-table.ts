import { AwsClient, ServiceError } from '../../../lambda-src/aws/client';
import { Table } from '../../../src/contract';
import type { Put } from '../../lambda-src/aws/batches/flaky-table';

/** DynamoDB saves up what was not used for so long, in seconds. */
const BURST_SECONDS = 300;

/** A call takes so long, in milliseconds. */
const CALL_MS = 10;

/** A table of so many write units a second, on a clock that belongs to the test. An item of up to one KB takes one. */
export class LimitedTable extends AwsClient {
  /** What is stored, by both keys. */
  readonly rows = new Map<string, string>();
  throttles = 0;
  private units: number;
  private filledAt: number;

  constructor(
    private readonly unitsPerSecond: number, private readonly now: () => number, private readonly pass: (milliseconds: number) => Promise<void>,
  ) {
    super();
    this.units = unitsPerSecond * BURST_SECONDS;
    this.filledAt = now();
  }

  override async dynamodb<T = unknown>(_operation: string, body: string | Buffer): Promise<T> {
    await this.pass(CALL_MS);
    const { RequestItems: { rows } } = JSON.parse(body.toString()) as { RequestItems: { rows: Put[] } };
    const left = rows.splice(this.take(rows.length));
    if (left.length > 0) this.throttles++;
    if (rows.length === 0) throw new ServiceError('dynamodb', 'BatchWriteItem', 400, 'ProvisionedThroughputExceededException', '');
    for (const { PutRequest: { Item } } of rows) this.rows.set(`${Item[Table.PARTITION_KEY].S}/${Item[Table.SORT_KEY].S}`, Item[Table.ROW_DATA].S);
    return { UnprocessedItems: left.length > 0 ? { rows: left } : {} } as T;
  }

  private take(wanted: number): number {
    const filled = this.units + (this.now() - this.filledAt) / 1_000 * this.unitsPerSecond;
    this.units = Math.min(this.unitsPerSecond * BURST_SECONDS, filled);
    this.filledAt = this.now();
    const taken = Math.min(wanted, Math.floor(this.units));
    this.units -= taken;
    return taken;
  }
}
