import { type AwsClient, isRetryable } from './client';
import { jsonBody } from './query';
import { partPartition, RowKeys } from './row-keys';
import { Table } from '../../src/contract';
import type { RowStore, RowWriter } from '../core/ports';
import type { ByteString } from '../core/records/parser';
import { backoff, type RetryPorts, systemPorts } from '../core/retry';
import { Window } from '../core/window';

/** DynamoDB takes no more in one BatchWriteItem. */
const BATCH_ROWS = 25;

/** Batches that wait for a place in the window before the reader has to. */
const MAX_WAITING = 8;

/** Bytes of one BatchWriteItem, below its limit of 16 MB. */
const BATCH_BYTES = 8 * 1024 * 1024;

type Unprocessed = Record<string, unknown[]>;

/** Called for each throttled or failed call that is tried again. */
export type OnRetry = (throttled: boolean) => void;

/** Rows in the table. */
export class TableRowStore implements RowStore {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly onRetry: OnRetry = () => undefined,
    private readonly ports: RetryPorts = systemPorts) {}

  writer(id: string, rev: number, deadline: number): RowWriter {
    return new BatchRowWriter(this.client, this.table, new RowKeys(partPartition(id, rev, 0)), deadline, this.onRetry, this.ports);
  }
}

/**
 * Writes rows in batches, several in flight. A batch is retried whole after an error, which is safe because a row has a key
 * of its own and is put, not added; what DynamoDB leaves unprocessed is sent again until nothing is left or time is up.
 */
class BatchRowWriter implements RowWriter {
  private readonly window = new Window();
  private readonly waiting: (() => void)[] = [];
  private items: ByteString[] = [];
  private bytes = 0;
  private inFlight = 0;
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(
    private readonly client: AwsClient, private readonly table: string, private readonly keys: RowKeys,
    private readonly deadline: number, private readonly onRetry: OnRetry, private readonly ports: RetryPorts,
  ) {}

  write(json: ByteString): void {
    const item = `{"PutRequest":{"Item":{${this.keys.next()},"${Table.ROW_DATA}":{"S":${JSON.stringify(json)}}}}}`;
    this.items.push(item);
    this.bytes += item.length;
    if (this.items.length === BATCH_ROWS || this.bytes >= BATCH_BYTES) this.cut();
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

  /** Closes the batch that is being filled. */
  private cut(): void {
    if (this.items.length === 0) return;
    const body = `{"RequestItems":{"${this.table}":[${this.items.join(',')}]}}`;
    this.items = [];
    this.bytes = 0;
    this.waiting.push(() => void this.send(body));
    this.start();
  }

  private start(): void {
    while (this.inFlight < this.window.limit && this.waiting.length > 0 && this.failure === undefined) {
      this.inFlight++;
      this.waiting.shift()?.();
    }
  }

  private async send(body: ByteString): Promise<void> {
    try {
      await this.untilProcessed(body);
    } catch (error) {
      this.failure ??= error;
    }
    this.inFlight--;
    this.start();
    this.wake?.();
  }

  private async untilProcessed(body: ByteString): Promise<void> {
    let rest: ByteString | Buffer = body;
    for (let attempt = 1; this.failure === undefined; attempt++) {
      const left = await this.attempt(rest);
      if (left === undefined) return;
      if (left !== 'all') rest = left;
      const wait = backoff(attempt, this.ports.random);
      if (this.ports.now() + wait >= this.deadline) {
        throw new Error(`the table did not take all rows before the function's time was up, ${attempt} attempts at one batch: raise table.capacity`);
      }
      await this.ports.sleep(wait);
    }
  }

  /** What is still to be written: nothing, all of it, or a smaller request. */
  private async attempt(body: ByteString | Buffer): Promise<undefined | 'all' | Buffer> {
    try {
      const answer = await this.client.dynamodb<{ UnprocessedItems?: Unprocessed }>('BatchWriteItem', body);
      const unprocessed = answer.UnprocessedItems ?? {};
      if (Object.keys(unprocessed).length === 0) {
        this.window.grow();
        return undefined;
      }
      this.slowDown(true);
      return jsonBody({ RequestItems: unprocessed });
    } catch (error) {
      if (!isRetryable(error)) throw error;
      this.slowDown(error.throttled);
      return 'all';
    }
  }

  private slowDown(throttled: boolean): void {
    this.window.shrink();
    this.onRetry(throttled);
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
