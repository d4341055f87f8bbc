import type { OpenApiConfig } from './document';
import { Schema } from './schema';
import { FINAL_STATUSES, Status, UpsertConfig } from '../../contract';
import type { Operation } from '../routes';
import { UTC_TIME } from '../utc-time';

/**
 * The filter of a list as one exploded object (`?status=FAILED&from=…`), whose schema can tell which of its members go together: those that an index serves.
 */
export interface Filter {
  /** Names in the query. */
  readonly members: readonly string[];
  readonly parameter: Schema;
}

const TIME: Schema = { type: 'string', format: 'date-time', pattern: UTC_TIME };

/** The filter of an operation, where it has one. */
export function filterOf(operation: Operation, { access, upsert }: OpenApiConfig): Filter | undefined {
  switch (operation) {
    case 'listObjects': return objectFilter(access.tenant !== undefined);
    case 'listRecords': return upsert && recordFilter(upsert);
    default: return undefined;
  }
}

/** @param divided whether each caller sees the objects of one tenant, which no index lists by time */
function objectFilter(divided: boolean): Filter {
  const byKey = shape({
    prefix: { type: 'string', maxLength: 256, description: 'Only objects whose key starts with this' },
    status: { type: 'string', enum: [Status.PROCESSING, ...FINAL_STATUSES], description: 'Only objects of this status' },
  });
  const byTime = shape({
    from: { ...TIME, description: 'Only objects that came to their status then or later' },
    to: { ...TIME, description: 'Only objects that came to their status before then; later than `from`' },
    status: { type: 'string', enum: FINAL_STATUSES, description: 'Only objects of this status' },
  });
  return {
    members: ['prefix', 'status', 'from', 'to'],
    parameter: exploded('filter', false, divided ? [byKey] : [byKey, byTime],
      divided ? 'Which objects' : 'Which objects: by `prefix` in the order of the keys, or by `from` and `to` in that of the times'),
  };
}

function recordFilter({ sortKey, sortKeyOrder }: UpsertConfig): Filter {
  const partitionKey = { type: 'string', minLength: 1, description: 'Value of the partition key whose records are wanted' };
  const value = sortKeyOrder === 'number' ? { type: 'number' } : { type: 'string', minLength: 1 };
  const keyed = (properties: Record<string, Schema>) => shape({ partitionKey, ...properties }, ['partitionKey']);
  const shapes = sortKey === undefined ? [keyed({})] : [
    keyed({ sortKey: { ...value, description: 'Only the record with this sort key' } }),
    ...(sortKeyOrder === 'number' ? [] : [keyed({ sortKeyPrefix: { ...value, description: 'Only records whose sort key starts with this' } })]),
    keyed({
      sortKeyFrom: { ...value, description: 'Only records whose sort key is this or comes after it' },
      sortKeyTo: { ...value, description: 'Only records whose sort key is this or comes before it' },
    }),
  ];
  return {
    members: ['partitionKey', 'sortKey', 'sortKeyPrefix', 'sortKeyFrom', 'sortKeyTo'],
    parameter: exploded('filter', true, shapes, 'Which records: all of a partition key, or some of them by their sort keys'),
  };
}

function shape(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  return { type: 'object', ...(required.length > 0 && { required }), properties, additionalProperties: false };
}

function exploded(name: string, required: boolean, shapes: Schema[], description: string): Schema {
  return { name, in: 'query', required, style: 'form', explode: true, schema: shapes.length === 1 ? shapes[0] : { anyOf: shapes }, description };
}
