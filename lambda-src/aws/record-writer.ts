import { type AwsClient, isConditionFailure, isRetryable } from './client';
import type { OnRetry } from './row-writer';
import { Table } from '../../src/contract';
import { OutOfTime, type RowTarget, type RowWriter, type UpsertStore } from '../core/ports';
import type { ByteString } from '../core/records/parser';
import { backoff, type RetryPorts, systemPorts } from '../core/retry';
import type { KeyedRecord, RecordKeys } from '../core/upsert/record-key';
import { type Origin, recordVersion, versionPrefix } from '../core/upsert/record-version';
import { StoredRows } from '../core/upsert/stored-rows';
import { Window } from '../core/window';

/** What the keeping of records depends on. */
export interface RecordStoreOptions {
  /**
   * Seconds that a tombstone is kept.
   *
   * @default - for ever
   */
  readonly keepTombstones?: number;
  /** The tenant that an object's records belong to. */
  readonly tenantOf: (objectKey: string) => string;
  /**
   * @default - nobody is told
   */
  readonly onRetry?: OnRetry;
}

/** What a writer needs of the client. */
export type PutClient = Pick<AwsClient, 'dynamodb'>;

/** Records in the table, each found by its own key. */
export class TableRecordStore implements UpsertStore {
  constructor(
    private readonly client: PutClient, private readonly table: string, private readonly keys: RecordKeys,
    private readonly options: RecordStoreOptions, private readonly ports: RetryPorts = systemPorts,
  ) {}

  writer(origin: Origin, target: RowTarget): RowWriter {
    const { client, table, keys, options, ports } = this;
    const tenant = options.tenantOf(origin.objectKey);
    return new RecordWriter({ client, table, keys, options, ports, target, prefix: versionPrefix(origin), tenant });
  }
}

interface Writing {
  readonly client: PutClient;
  readonly table: string;
  readonly keys: RecordKeys;
  readonly options: RecordStoreOptions;
  readonly ports: RetryPorts;
  readonly target: RowTarget;
  /** See {@link versionPrefix}. */
  readonly prefix: string;
  readonly tenant: string;
}

/**
 * Bytes of items that wait in memory. A file whose records fit is known to its end before the first of them is written, so that nothing is
 * written of one that is refused.
 */
const WAITING_BYTES = 8 * 1024 * 1024;

/** DynamoDB takes no larger item, names and values together. */
const MAX_ITEM_BYTES = 400 * 1024;

/** A call is given so long at least, in milliseconds. */
const MIN_CALL_MS = 500;

/** A record that is not sent yet. */
interface Waiting {
  /** From 1 within the part. */
  readonly row: number;
  readonly request: ByteString;
}

/** Names and values of a record item beside its keys, version and data, rounded up. */
const ITEM_OVERHEAD = 100;

/**
 * Puts records one by one, several in flight, each on condition that no newer one of its key is there. A put may be repeated: the condition
 * holds for its own version too. Of two records of a key in one file the later one stays, and they are never in flight together.
 */
class RecordWriter implements RowWriter {
  throttled = false;
  private readonly window = new Window();
  /** The newest record of each key that is not sent yet, in the order of the file. */
  private readonly waiting = new Map<string, Waiting>();
  private readonly underway = new Set<string>();
  private readonly stored: StoredRows;
  private bytes = 0;
  private row: number;
  private started = false;
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(private readonly writing: Writing) {
    const { from, durable } = writing.target;
    this.row = from;
    this.stored = new StoredRows(Math.max(from, durable));
  }

  get durable(): number {
    return this.stored.durable;
  }

  get superseded(): number {
    return this.stored.superseded;
  }

  refusal(json: ByteString): string | undefined {
    const record = this.writing.keys.of(json, this.writing.tenant);
    return typeof record === 'string' ? record : this.tooLarge(record, recordVersion(this.writing.prefix, this.row + 1), json);
  }

  write(json: ByteString, expires?: number): string | void {
    const record = this.writing.keys.of(json, this.writing.tenant);
    if (typeof record === 'string') return record;
    const version = recordVersion(this.writing.prefix, this.row + 1);
    const tooLarge = this.tooLarge(record, version, json);
    if (tooLarge) return tooLarge;
    const { key: { partition, sort } } = record;
    this.row++;
    if (this.row > this.writing.target.durable) this.enqueue(`${partition}\0${sort}`, { row: this.row, request: this.request(record, version, json, expires) });
  }

  private tooLarge({ key: { partition, sort } }: KeyedRecord, version: string, json: ByteString): string | undefined {
    const bytes = ITEM_OVERHEAD + Buffer.byteLength(partition) + Buffer.byteLength(sort) + Buffer.byteLength(version) + json.length;
    return bytes > MAX_ITEM_BYTES ? `the record makes an item of ${bytes} bytes and the table takes ${MAX_ITEM_BYTES}: split it` : undefined;
  }

  async drain(): Promise<void> {
    this.started ||= this.bytes > WAITING_BYTES;
    if (!this.started) return;
    this.start();
    while (this.bytes > WAITING_BYTES && this.failure === undefined) await this.change();
    if (this.failure !== undefined) throw this.failure;
  }

  async flush(): Promise<void> {
    this.started = true;
    this.start();
    while ((this.underway.size > 0 || this.waiting.size > 0) && this.failure === undefined) await this.change();
    if (this.failure !== undefined) throw this.failure;
  }

  async abandon(): Promise<void> {
    this.failure ??= new Error('the records were abandoned');
    while (this.underway.size > 0) await this.change();
  }

  private enqueue(id: string, record: Waiting): void {
    const older = this.waiting.get(id);
    if (older !== undefined) {
      this.stored.settle(older.row, true);
      this.bytes -= older.request.length;
      this.waiting.delete(id);
    }
    this.waiting.set(id, record);
    this.bytes += record.request.length;
  }

  private request({ key, deleted }: KeyedRecord, version: string, json: ByteString, rowExpires?: number): ByteString {
    const v = text(version);
    const expires = deleted ? this.tombstoneExpires() : rowExpires;
    const expiry = expires === undefined ? '' : `,"${Table.EXPIRES}":{"N":"${expires}"}`;
    const content = deleted ? `"${Table.DELETED}":{"BOOL":true}` : `"${Table.ROW_DATA}":{"S":${JSON.stringify(json)}}`;
    return `{"TableName":"${this.writing.table}","Item":{"${Table.PARTITION_KEY}":{"S":${text(key.partition)}},"${Table.SORT_KEY}":{"S":${text(key.sort)}},`
      + `"${Table.VERSION}":{"S":${v}},${content}${expiry}},"ConditionExpression":"attribute_not_exists(#v) OR #v <= :v",`
      + `"ExpressionAttributeNames":{"#v":"${Table.VERSION}"},"ExpressionAttributeValues":{":v":{"S":${v}}}}`;
  }

  private tombstoneExpires(): number | undefined {
    const { options: { keepTombstones }, ports } = this.writing;
    return keepTombstones === undefined ? undefined : Math.ceil(ports.now() / 1000) + keepTombstones;
  }

  private start(): void {
    for (const [id, record] of this.waiting) {
      if (this.underway.size >= this.window.limit || this.failure !== undefined) return;
      if (this.underway.has(id)) continue;
      this.waiting.delete(id);
      this.bytes -= record.request.length;
      this.underway.add(id);
      void this.send(id, record);
    }
  }

  private async send(id: string, { row, request }: Waiting): Promise<void> {
    try {
      const outcome = await this.put(request);
      if (outcome !== 'abandoned') this.stored.settle(row, outcome === 'superseded');
    } catch (error) {
      this.failure ??= error;
    }
    this.underway.delete(id);
    this.start();
    this.wake?.();
  }

  private async put(request: ByteString): Promise<'written' | 'superseded' | 'abandoned'> {
    const { ports, target } = this.writing;
    for (let attempt = 1; this.failure === undefined; attempt++) {
      const outcome = await this.attempt(request);
      if (outcome !== 'failed') return outcome;
      const wait = backoff(attempt, ports.random);
      if (ports.now() + wait >= target.deadline) {
        throw new OutOfTime(`the table did not take all records before the function's time was up, ${attempt} attempts at one of them: raise table.capacity`);
      }
      await ports.sleep(wait);
    }
    return 'abandoned';
  }

  private async attempt(request: ByteString): Promise<'written' | 'superseded' | 'failed'> {
    const { client, ports, target, options } = this.writing;
    try {
      // A call that hangs must not take the time in which the rest is saved for the next invocation.
      await client.dynamodb('PutItem', request, Math.max(MIN_CALL_MS, target.deadline - ports.now()));
      this.window.grow();
      return 'written';
    } catch (error) {
      if (isConditionFailure(error)) {
        this.window.grow();
        return 'superseded';
      }
      if (!isRetryable(error)) throw error;
      this.throttled ||= error.throttled;
      this.window.shrink();
      options.onRetry?.(error.throttled);
      return 'failed';
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** A text as JSON of a byte string. */
function text(value: string): ByteString {
  return Buffer.from(JSON.stringify(value)).toString('latin1');
}
