import { AwsClient, ServiceError } from '../../../../lambda-src/aws/client';
import { Table } from '../../../../src/contract';

/** One item of a batch, as DynamoDB's JSON has it. */
export interface Put {
  readonly PutRequest: { readonly Item: Record<string, { readonly S: string }> };
}

/** The answer to a batch. */
export interface BatchAnswer {
  readonly UnprocessedItems?: Record<string, Put[]>;
}

/** How often what goes wrong with a batch. */
export interface TableFaults {
  /** Chance that some of its items are left. */
  readonly unprocessed: number;
  /** Chance that it is throttled as a whole. */
  readonly throttled: number;
  /** Chance that it fails, half of the time after it was applied. */
  readonly failing: number;
}

const NAME = 'rows';
const MAX_TICKS = 8;

/** A table in memory with the semantics of BatchWriteItem, that answers late, in any order, and often with less than was asked for. */
export class FlakyTable extends AwsClient {
  /** What is stored, by both keys. */
  readonly rows = new Map<string, string>();

  constructor(private readonly random: () => number, private readonly faults: TableFaults) {
    super();
  }

  override async dynamodb<T = unknown>(operation: string, body: string | Buffer): Promise<T> {
    if (operation !== 'BatchWriteItem') throw new Error(`${operation} is no call of a row writer`);
    return await this.write(putsOf(body)) as T;
  }

  private async write(puts: readonly Put[]): Promise<BatchAnswer> {
    for (let ticks = Math.floor(this.random() * MAX_TICKS); ticks > 0; ticks--) await undefined;
    refuse(puts);
    if (this.random() < this.faults.throttled) throw failure(400, 'ProvisionedThroughputExceededException');
    const fails = this.random() < this.faults.failing;
    if (fails && this.random() < 0.5) throw failure(500, 'InternalServerError');
    const left = this.random() < this.faults.unprocessed ? puts.filter(() => this.random() < 0.5) : [];
    for (const put of puts) {
      if (!left.includes(put)) this.rows.set(keyOf(put), put.PutRequest.Item[Table.ROW_DATA].S);
    }
    if (fails) throw failure(0, 'ECONNRESET');
    return { UnprocessedItems: left.length > 0 ? { [NAME]: left } : {} };
  }
}

/** The items of a request. */
export function putsOf(body: string | Buffer): Put[] {
  return (JSON.parse(body.toString()) as { RequestItems: Record<string, Put[]> }).RequestItems[NAME];
}

/** A request with these items. */
export function requestOf(puts: readonly Put[]): Buffer {
  return Buffer.from(JSON.stringify({ RequestItems: { [NAME]: puts } }));
}

function refuse(puts: readonly Put[]): void {
  if (puts.length < 1 || puts.length > 25) throw failure(400, 'ValidationException', `a batch of ${puts.length} items`);
  if (new Set(puts.map(keyOf)).size < puts.length) throw failure(400, 'ValidationException', 'Provided list of item keys contains duplicates');
}

function keyOf({ PutRequest: { Item } }: Put): string {
  return `${Item[Table.PARTITION_KEY].S}/${Item[Table.SORT_KEY].S}`;
}

function failure(status: number, code: string, detail = ''): ServiceError {
  return new ServiceError('dynamodb', 'BatchWriteItem', status, code, detail);
}
