import { plainNumber, sortableNumber } from './decimal';
import type { UpsertConfig } from '../../../src/contract';
import { membersOf } from '../records/json-members';
import type { ByteString } from '../records/parser';

/** Where a record is found in the table. */
export interface RecordKey {
  readonly partition: string;
  readonly sort: string;
}

/** A record's key, and whether the record says that what is under it is gone. */
export interface KeyedRecord {
  readonly key: RecordKey;
  readonly deleted: boolean;
}

/** DynamoDB's limits for the two keys of an item, in bytes. */
export const MAX_PARTITION_BYTES = 2048;
export const MAX_SORT_BYTES = 1024;

/** The sort key of every record where the pipeline has none. */
const NO_SORT_KEY = 'record';
const SURROGATE = /\p{Surrogate}/u;

/** What the partition keys of a tenant's records start with. No bucket and no tenant has a `#` in its name. */
export function recordPartition(bucket: string, tenant: string, partitionKey: string): string {
  return `${bucket}#r#${tenant}#${partitionKey}`;
}

/** Tells the key of a record from its columns. */
export class RecordKeys {
  constructor(private readonly bucket: string, private readonly config: UpsertConfig) {}

  /** The key of a record, or why it has none. The text never repeats a value. */
  of(json: ByteString, tenant: string): KeyedRecord | string {
    const { partitionKey, sortKey, tombstone } = this.config;
    const members = membersOf(Buffer.from(json, 'latin1').toString('utf8')) ?? new Map<string, string>();
    const partition = textOf(members.get(partitionKey));
    if (typeof partition !== 'string') return `${partitionKey}, the partition key, ${partition.fault}: give every record a text or a number there`;
    const partitionText = recordPartition(this.bucket, tenant, partition);
    const tooLong = tooLongFor(`${partitionKey}, the partition key,`, partition, MAX_PARTITION_BYTES - bytesOf(partitionText) + bytesOf(partition));
    if (tooLong) return tooLong;
    const sort = sortKey === undefined ? NO_SORT_KEY : this.sortKeyOf(members.get(sortKey));
    if (typeof sort !== 'string') return `${sortKey}, the sort key, ${sort.fault}`;
    const deleted = tombstone !== undefined && flagOf(members.get(tombstone.column)) === tombstone.value;
    return { key: { partition: partitionText, sort }, deleted };
  }

  /** The sort key of a record with this value, or undefined where no record can have it. */
  sortKey(value: string): string | undefined {
    return this.config.sortKeyOrder === 'number' ? sortableNumber(value) : value;
  }

  private sortKeyOf(json: string | undefined): string | Fault {
    const text = textOf(json);
    if (typeof text !== 'string') return { fault: `${text.fault}: give every record a text or a number there` };
    const sort = this.sortKey(text);
    if (sort === undefined) return { fault: 'is no number, or one beyond 10^±9,999: give every record a number there' };
    const bytes = bytesOf(sort);
    return bytes > MAX_SORT_BYTES ? { fault: `has ${bytes} bytes and the table takes ${MAX_SORT_BYTES}: shorten it` } : sort;
  }
}

interface Fault {
  readonly fault: string;
}

/** The text of a key from the JSON text of its value. A number is the same key as the text that it is written as in the shortest way. */
function textOf(json: string | undefined): string | Fault {
  if (json === undefined) return { fault: 'is missing' };
  switch (json[0]) {
    case '"': {
      const text = JSON.parse(json) as string;
      if (text === '') return { fault: 'is empty' };
      return SURROGATE.test(text) ? { fault: 'holds half of a character' } : text;
    }
    case 'n': return { fault: 'is null' };
    case 't': case 'f': return { fault: 'is true or false' };
    case '{': return { fault: 'is an object' };
    case '[': return { fault: 'is a list' };
    default: return plainNumber(json) ?? { fault: 'is a number beyond 10^±9,999' };
  }
}

/** The text of a tombstone's column; undefined for what is no tombstone's. */
function flagOf(json: string | undefined): string | undefined {
  if (json === undefined || json[0] === 'n') return undefined;
  if (json[0] === '"') return JSON.parse(json) as string;
  return plainNumber(json) ?? json;
}

function tooLongFor(what: string, text: string, limit: number): string | undefined {
  const bytes = bytesOf(text);
  return bytes > limit ? `${what} has ${bytes} bytes and the table takes ${limit}: shorten it` : undefined;
}

const bytesOf = (text: string): number => Buffer.byteLength(text);
