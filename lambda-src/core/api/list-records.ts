import { decodeCursor, encodeCursor } from './cursor';
import type { OperationHandler } from './operation';
import { fitting, listAnswer } from './page';
import { badRequest, conflict, notFound, type Problem, quote } from './problem';
import { type Query, readLimit } from './query';
import type { UpsertConfig } from '../../../src/contract';
import { objectId } from '../identity';
import type { SortRange, StoredRecord } from '../ports';
import { MAX_PARTITION_BYTES, MAX_SORT_BYTES, recordPartition, RecordKeys } from '../upsert/record-key';
import { sourceOf } from '../upsert/record-version';

/** `GET /records`: the newest record of each key of one partition, in the order of the sort keys. */
export const listRecords: OperationHandler = async ({ query, type, caller }, ports, config) => {
  const { upsert, bucket, access } = config;
  if (!upsert) throw notFound('the rows of this API are found by their object: see /objects/{id}/rows');
  const limit = readLimit(query);
  const tenant = access.tenant ? caller.tenant ?? '' : '';
  const partition = readPartition(query, upsert, bucket, tenant);
  const range = readRange(query, upsert, bucket);
  const scope = ['listRecords', partition, JSON.stringify(range)];
  const now = ports.clock.now();
  const after = query.cursor === undefined ? undefined : decodePosition(decodeCursor(query.cursor, scope, now).position, range);

  const { records, next } = await ports.records.list({ partition, range, limit, ...after !== undefined && { after } });
  const shown = fitting(records);
  const last = shown.length < records.length ? shown[shown.length - 1].sort : next;
  const nextCursor = last === undefined ? null : encodeCursor(scope, { generation: 0, position: encodePosition(last) }, now);
  return listAnswer(type, { items: shown.map((record) => toItem(record, bucket)), records: shown.map(({ json }) => json), nextCursor });
};

function toItem({ json, version }: StoredRecord, bucket: string): string {
  const { objectKey, effectiveAt } = sourceOf(version);
  return `{"data":${json},"objectId":${JSON.stringify(objectId(bucket, objectKey))},"effectiveAt":${JSON.stringify(effectiveAt)}}`;
}

function readPartition({ partitionKey }: Query, config: UpsertConfig, bucket: string, tenant: string): string {
  if (!partitionKey) throw badRequest(`partitionKey is ${quote(partitionKey ?? null)}: give the value of ${config.partitionKey} whose records are wanted`);
  const partition = recordPartition(bucket, tenant, partitionKey);
  if (Buffer.byteLength(partition) > MAX_PARTITION_BYTES) throw badRequest('partitionKey is longer than that of any record: shorten it');
  return partition;
}

/** Which of sortKey, sortKeyPrefix, sortKeyFrom and sortKeyTo are given, and whether they go together. */
function readRange(query: Query, config: UpsertConfig, bucket: string): SortRange {
  const { sortKey, sortKeyPrefix, sortKeyFrom, sortKeyTo } = query;
  const given = Object.entries({ sortKey, sortKeyPrefix, sortKeyFrom, sortKeyTo }).filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length === 0) return { kind: 'all' };
  if (config.sortKey === undefined) throw badRequest(`${given[0]} is given, and the records of this API have no sort key: leave it out`);
  if (given.length > 1 && given.some((name) => name === 'sortKey' || name === 'sortKeyPrefix')) {
    throw badRequest(`${given.join(' and ')} do not go together: use sortKey, or sortKeyPrefix, or sortKeyFrom and sortKeyTo`);
  }
  const keys = new RecordKeys(bucket, config);
  const value = (name: string): string => {
    const text = query[name] ?? '';
    const sort = text === '' ? undefined : keys.sortKey(text);
    if (sort === undefined) throw badRequest(`${name} is ${quote(text)}: ${config.sortKeyOrder === 'number' && text !== '' ? 'use a number' : 'give it a value, or leave it out'}`);
    if (Buffer.byteLength(sort) > MAX_SORT_BYTES) throw badRequest(`${name} is longer than the sort key of any record: shorten it`);
    return sort;
  };
  if (sortKey !== undefined) return { kind: 'is', value: value('sortKey') };
  if (sortKeyPrefix !== undefined) {
    if (config.sortKeyOrder === 'number') throw badRequest('sortKeyPrefix is given, and the sort keys of this API are numbers: use sortKeyFrom and sortKeyTo');
    return { kind: 'prefix', value: value('sortKeyPrefix') };
  }
  const range = { ...sortKeyFrom !== undefined && { from: value('sortKeyFrom') }, ...sortKeyTo !== undefined && { to: value('sortKeyTo') } };
  if (range.from !== undefined && range.to !== undefined && compare(range.from, range.to) > 0) {
    // Each is well formed by itself, so it is no 400.
    throw conflict('sortKeyFrom comes after sortKeyTo: exchange them');
  }
  return { kind: 'between', ...range };
}

/** Sort keys may hold any character, and a position holds no dot. */
function encodePosition(sort: string): string {
  return Buffer.from(sort).toString('base64url');
}

/** A position outside of the range is one that no page of it has ended at. */
function decodePosition(position: string, range: SortRange): string {
  const bytes = Buffer.from(position, 'base64url');
  const sort = bytes.toString('utf8');
  if (sort === '' || encodePosition(sort) !== position || bytes.length > MAX_SORT_BYTES || !isWithin(sort, range)) throw unknownPosition();
  return sort;
}

function isWithin(sort: string, range: SortRange): boolean {
  switch (range.kind) {
    case 'all': return true;
    case 'is': return sort === range.value;
    case 'prefix': return sort.startsWith(range.value);
    default: return (range.from === undefined || compare(range.from, sort) <= 0) && (range.to === undefined || compare(sort, range.to) <= 0);
  }
}

function unknownPosition(): Problem {
  return badRequest('the cursor points to a record that is not in this list: start again without a cursor');
}

/** DynamoDB's order of texts. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
