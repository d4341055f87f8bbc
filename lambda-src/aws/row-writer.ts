import { type AwsClient, isRetryable } from './client';
import { jsonBody } from './query';
import { partPartition, RowKeys } from './row-keys';
import { ROWS_PER_BATCH, Table } from '../../src/contract';
import { OutOfTime, type RowStore, type RowTarget, type RowWriter } from '../core/ports';
import { QUOTED } from '../core/records/notation';
import type { ByteString } from '../core/records/parser';
import { backoff, type RetryPorts, systemPorts } from '../core/retry';
import { Window } from '../core/window';

/** Batches that wait for a place in the window before the reader has to. */
const MAX_WAITING = 8;

/** A call is given so long at least, in milliseconds. */
const MIN_CALL_MS = 500;

/** Bytes of one BatchWriteItem, below its limit of 16 MB. */
const BATCH_BYTES = 8 * 1024 * 1024;

interface Put {
  readonly PutRequest: { readonly Item: Record<string, { readonly S: string }> };
}
type Unprocessed = Record<string, Put[]>;

/** Called for each throttled or failed call that is tried again. */
export type OnRetry = (throttled: boolean) => void;

/** Rows in the table. */
export class TableRowStore implements RowStore {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly onRetry: OnRetry = () => undefined,
    private readonly ports: RetryPorts = systemPorts) {}

  writer(target: RowTarget): RowWriter {
    return new BatchRowWriter(this.client, this.table, target, this.onRetry, this.ports);
  }
}

/** A batch on its way to the table. */
interface Batch {
  /** Empty when it is stored. */
  body: ByteString;
  /** Its rows up to and with this one are stored; `last` when all are. */
  stored: number;
  readonly last: number;
}

/**
 * Writes rows in batches, several in flight. A batch is retried whole after an error, which is safe because a row has a key
 * of its own and is put, not added; what DynamoDB leaves unprocessed is sent again until nothing is left or time is up.
 */
class BatchRowWriter implements RowWriter {
  readonly notation = QUOTED;
  throttled = false;
  private readonly window = new Window();
  private readonly keys: RowKeys;
  private readonly waiting: Batch[] = [];
  /** Every batch from the first that is not stored on, in the order of its rows. */
  private readonly open: Batch[] = [];
  private storedRows: number;
  private items: ByteString[] = [];
  private bytes = 0;
  private inFlight = 0;
  private failure: unknown;
  private wake: (() => void) | undefined;
  private lastExpiry: number | undefined;
  private lastExpiryText = '';

  constructor(
    private readonly client: AwsClient, private readonly table: string, private readonly target: RowTarget,
    private readonly onRetry: OnRetry, private readonly ports: RetryPorts,
  ) {
    this.keys = new RowKeys(partPartition(target.id, target.rev, target.part), target.from);
    this.storedRows = Math.max(target.durable, target.from);
  }

  get durable(): number {
    return this.open.length > 0 ? Math.max(this.storedRows, this.open[0].stored) : this.storedRows;
  }

  write(text: ByteString, expires?: number): void {
    const keys = this.keys.next();
    if (this.keys.row <= this.target.durable) return;
    const expiry = expires === undefined ? '' : this.expiryOf(expires);
    const item = `{"PutRequest":{"Item":{${keys},${expiry}"${Table.ROW_DATA}":{"S":"${text}"}}}}`;
    this.items.push(item);
    this.bytes += item.length;
    if (this.items.length === ROWS_PER_BATCH || this.bytes >= BATCH_BYTES) this.cut();
  }

  async drain(): Promise<void> {
    while (this.waiting.length > MAX_WAITING && this.failure === undefined) await this.change();
    if (this.failure !== undefined) throw this.failure;
  }

  async flush(): Promise<void> {
    this.cut();
    while ((this.inFlight > 0 || this.waiting.length > 0) && this.failure === undefined) await this.change();
    if (this.failure !== undefined) throw this.failure;
  }

  async abandon(): Promise<void> {
    this.failure ??= new Error('the rows were abandoned');
    while (this.inFlight > 0) await this.change();
  }

  /** The same for most rows of a file, so it is made once. */
  private expiryOf(seconds: number): ByteString {
    if (seconds !== this.lastExpiry) {
      this.lastExpiry = seconds;
      this.lastExpiryText = `"${Table.EXPIRES}":{"N":"${seconds}"},`;
    }
    return this.lastExpiryText;
  }

  /** Closes the batch that is being filled. */
  private cut(): void {
    if (this.items.length === 0) return;
    const body = `{"RequestItems":{"${this.table}":[${this.items.join(',')}]}}`;
    const batch: Batch = { body, stored: this.keys.row - this.items.length, last: this.keys.row };
    this.items = [];
    this.bytes = 0;
    this.open.push(batch);
    this.waiting.push(batch);
    this.start();
  }

  private start(): void {
    while (this.inFlight < this.window.limit && this.waiting.length > 0 && this.failure === undefined) {
      const batch = this.waiting.shift();
      if (batch === undefined) return;
      this.inFlight++;
      void this.send(batch);
    }
  }

  private async send(batch: Batch): Promise<void> {
    try {
      await this.untilProcessed(batch);
      while (this.open.length > 0 && this.open[0].stored === this.open[0].last) this.storedRows = this.open.shift()?.last ?? this.storedRows;
    } catch (error) {
      this.failure ??= error;
    }
    this.inFlight--;
    this.start();
    this.wake?.();
  }

  private async untilProcessed(batch: Batch): Promise<void> {
    let rest: ByteString | Buffer = batch.body;
    for (let attempt = 1; this.failure === undefined; attempt++) {
      const left = await this.attempt(rest);
      if (left === 'none') {
        batch.stored = batch.last;
        batch.body = '';
        return;
      }
      if (left !== 'all') {
        rest = jsonBody({ RequestItems: left });
        batch.stored = firstRow(left) - 1;
      }
      const wait = backoff(attempt, this.ports.random);
      if (this.ports.now() + wait >= this.target.deadline) {
        throw new OutOfTime(`the table did not take all rows before the function's time was up, ${attempt} attempts at one batch: raise table.capacity`);
      }
      await this.ports.sleep(wait);
    }
  }

  /** What is still to be written. */
  private async attempt(body: ByteString | Buffer): Promise<'none' | 'all' | Unprocessed> {
    try {
      const answer = await this.client.dynamodb<{ UnprocessedItems?: Unprocessed }>('BatchWriteItem', body, this.timeLeft());
      const unprocessed = answer.UnprocessedItems ?? {};
      if (Object.keys(unprocessed).length === 0) {
        this.window.grow();
        return 'none';
      }
      this.slowDown(true);
      return unprocessed;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      this.slowDown(error.throttled);
      return 'all';
    }
  }

  /** A call that hangs must not take the time in which the rest is saved for the next invocation. */
  private timeLeft(): number {
    return Math.max(MIN_CALL_MS, this.target.deadline - this.ports.now());
  }

  private slowDown(throttled: boolean): void {
    this.throttled ||= throttled;
    this.window.shrink();
    this.onRetry(throttled);
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** The lowest row of those that were left; the order in which they come back says nothing. */
function firstRow(left: Unprocessed): number {
  return Math.min(...Object.values(left).flat().map(({ PutRequest }) => Number(PutRequest.Item[Table.SORT_KEY].S)));
}
