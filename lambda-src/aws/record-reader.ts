import type { AwsClient } from './client';
import type { Attributes } from './ledger-item';
import { query } from './query';
import { Table } from '../../src/contract';
import { MAX_PAGE_BYTES } from '../core/api/page';
import type { Clock, RecordReader, SortRange, StoredRecord } from '../core/ports';

/** Calls of Query for one page before a shorter one is answered: tombstones are read, charged and left out. */
const MAX_CALLS = 10;

interface RecordQuery {
  readonly partition: string;
  readonly range: SortRange;
  readonly after?: string;
  readonly limit: number;
}

/** Records in the table. Tombstones are never among them, nor what has expired and is not removed yet. */
export class DynamoRecordReader implements RecordReader {
  constructor(private readonly client: AwsClient, private readonly table: string, private readonly clock: Clock) {}

  async list({ partition, range, after, limit }: RecordQuery): Promise<{ records: StoredRecord[]; next?: string }> {
    const records: StoredRecord[] = [];
    let bytes = 0;
    let next = after;
    for (let calls = 1; ; calls++) {
      // One more than is wanted tells whether there is a next page.
      const { Items, LastEvaluatedKey } = await query(this.client, this.input(partition, range, next, limit + 1 - records.length));
      for (const { [Table.SORT_KEY]: sort, [Table.ROW_DATA]: data, [Table.VERSION]: version } of Items) {
        bytes += Buffer.byteLength(data?.S ?? '');
        records.push({ sort: sort.S ?? '', json: data?.S ?? '', version: version?.S ?? '' });
      }
      if (records.length > limit) return { records: records.slice(0, limit), next: records[limit - 1].sort };
      if (LastEvaluatedKey === undefined) return { records };
      next = LastEvaluatedKey[Table.SORT_KEY].S;
      if (bytes >= MAX_PAGE_BYTES || calls === MAX_CALLS) return { records, next };
    }
  }

  private input(partition: string, range: SortRange, after: string | undefined, limit: number): object {
    const { condition, values } = conditionOf(range);
    return {
      TableName: this.table,
      ConsistentRead: true,
      Limit: limit,
      KeyConditionExpression: `#p = :p${condition}`,
      FilterExpression: 'attribute_exists(#d) AND (attribute_not_exists(#e) OR #e > :now)',
      ProjectionExpression: '#s, #d, #v',
      ExpressionAttributeNames: {
        '#p': Table.PARTITION_KEY, '#s': Table.SORT_KEY, '#d': Table.ROW_DATA, '#v': Table.VERSION, '#e': Table.EXPIRES,
      },
      ExpressionAttributeValues: { ':p': { S: partition }, ':now': { N: String(Math.floor(this.clock.now().getTime() / 1000)) }, ...values },
      ...after !== undefined && { ExclusiveStartKey: { [Table.PARTITION_KEY]: { S: partition }, [Table.SORT_KEY]: { S: after } } },
    };
  }
}

function conditionOf(range: SortRange): { condition: string; values: Attributes } {
  switch (range.kind) {
    case 'all': return { condition: '', values: {} };
    case 'is': return { condition: ' AND #s = :s', values: { ':s': { S: range.value } } };
    case 'prefix': return { condition: ' AND begins_with(#s, :s)', values: { ':s': { S: range.value } } };
    default: {
      const values = { ...range.from !== undefined && { ':from': { S: range.from } }, ...range.to !== undefined && { ':to': { S: range.to } } };
      if (range.from === undefined) return { condition: ' AND #s <= :to', values };
      return { condition: range.to === undefined ? ' AND #s >= :from' : ' AND #s BETWEEN :from AND :to', values };
    }
  }
}
