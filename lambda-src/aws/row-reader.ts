import type { AwsClient } from './client';
import type { Attributes } from './ledger-item';
import { query } from './query';
import { type Block, blocksOf } from './row-blocks';
import { blockPartition, rowSortKey } from './row-keys';
import { type Published, ROWS_PER_BLOCK, Table } from '../../src/contract';
import { MAX_PAGE_BYTES } from '../core/api/page';
import type { RowReader } from '../core/ports';

interface Row {
  readonly row: number;
  readonly json: string;
}

/** Rows of one block, or the first of them where the page is full. */
interface BlockRows {
  readonly rows: Row[];
  readonly bytes: number;
  readonly complete: boolean;
}

/** Reads rows, strongly consistent, until about {@link MAX_PAGE_BYTES} are there. */
export class DynamoRowReader implements RowReader {
  constructor(private readonly client: AwsClient, private readonly table: string) {}

  /** The first block tells how large rows are; as many of the others as fit then are read in parallel. */
  async read(id: string, { rev, parts }: Pick<Published, 'rev' | 'parts'>, from: number, to: number): Promise<Row[]> {
    const blocks = blocksOf(parts ?? [Infinity], from, to);
    if (blocks.length === 0) return [];
    const first = await this.readBlock(id, rev, blocks[0]);
    if (!first.complete || blocks.length === 1) return first.rows;
    const perRow = first.bytes / Math.max(1, first.rows.length);
    const fit = Math.max(1, Math.floor((MAX_PAGE_BYTES - first.bytes) / (perRow * ROWS_PER_BLOCK || 1)));
    const others = await Promise.all(blocks.slice(1, 1 + fit).map(block => this.readBlock(id, rev, block)));
    const partial = others.findIndex(({ complete }) => !complete);
    return [first, ...partial < 0 ? others : others.slice(0, partial + 1)].flatMap(({ rows }) => rows);
  }

  private async readBlock(id: string, rev: number, { part, block, before, from, to }: Block): Promise<BlockRows> {
    const rows: Row[] = [];
    const now = Date.now() / 1000;
    let bytes = 0;
    let start: Attributes | undefined;
    do {
      const { Items, LastEvaluatedKey } = await query(this.client, {
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
        ProjectionExpression: '#s, #d, #e',
        ExpressionAttributeNames: { '#p': Table.PARTITION_KEY, '#s': Table.SORT_KEY, '#d': Table.ROW_DATA, '#e': Table.EXPIRES },
        ExpressionAttributeValues: {
          ':p': { S: blockPartition(id, rev, part, block) },
          ':from': { S: rowSortKey(from) },
          ':to': { S: rowSortKey(to) },
        },
        ...start && { ExclusiveStartKey: start },
      });
      for (const { [Table.SORT_KEY]: sortKey, [Table.ROW_DATA]: data, [Table.EXPIRES]: expires } of Items) {
        if (data?.S === undefined || (expires?.N !== undefined && Number(expires.N) <= now)) continue;
        bytes += Buffer.byteLength(data.S);
        rows.push({ row: before + Number(sortKey.S), json: data.S });
      }
      start = LastEvaluatedKey;
    } while (start && bytes < MAX_PAGE_BYTES);
    return { rows, bytes, complete: start === undefined };
  }
}
