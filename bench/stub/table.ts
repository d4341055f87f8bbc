import { getLedgerItem } from './ledger';
import type { Item, RowCheck } from './row-check';
import { Status, Table } from '../../src/contract';

interface Update {
  readonly Key: Item;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeValues: Record<string, { readonly S?: string; readonly N?: string; readonly M?: Record<string, unknown> }>;
}

interface BatchWrite {
  readonly RequestItems: Record<string, { readonly PutRequest: { readonly Item: Item } }[]>;
}

interface Get {
  readonly Key: Item;
}

/** What a call is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const DONE: Answer = { status: 200, body: '{}' };
const STALE: Answer = { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"stale"}' };
const UNKNOWN: Answer = { status: 400, body: '{"__type":"com.amazon.coral.service#UnknownOperationException","message":"not a call of the bench"}' };

/** One ledger item and the rows of its newest generation. Keeps no row: each is compared with the file and forgotten. Reads are answered from a ledger of their own. */
export class TableStub {
  private readonly ledger: Record<string, unknown> = {};
  private rev = 0;
  private partition: string;

  /** @param partition what the partition keys of rows begin with, until a claim says otherwise */
  constructor(private readonly check: RowCheck, partition: string) {
    this.partition = partition;
  }

  /** The status that was published and the rows that it counts, or null where nothing was. */
  get published(): { status: Status; rowsWritten: number } | null {
    const published = this.ledger.published as { M: Record<string, { S?: string; N?: string }> } | undefined;
    return published ? { status: published.M.status.S as Status, rowsWritten: Number(published.M.rowsWritten.N) } : null;
  }

  /** @param body JSON text as a byte string */
  call(operation: string, body: string): Answer {
    switch (operation) {
      case 'BatchWriteItem': return this.write(JSON.parse(body) as BatchWrite);
      case 'UpdateItem': return this.update(JSON.parse(body) as Update);
      case 'GetItem': return { status: 200, body: getLedgerItem((JSON.parse(body) as Get).Key[Table.PARTITION_KEY]?.S ?? '') };
      default: return UNKNOWN;
    }
  }

  private write({ RequestItems }: BatchWrite): Answer {
    for (const requests of Object.values(RequestItems)) {
      for (const { PutRequest } of requests) this.check.take(PutRequest.Item, this.partition);
    }
    return DONE;
  }

  private update({ Key, UpdateExpression, ExpressionAttributeValues: values }: Update): Answer {
    if (UpdateExpression.includes('ADD rev')) return this.claim(Key, values);
    if (values[':rev']?.N !== String(this.rev)) return STALE;
    for (const name of ['latest', 'published']) {
      if (values[`:${name}`]) this.ledger[name] = values[`:${name}`];
      else if (UpdateExpression.includes(`REMOVE ${name}`)) delete this.ledger[name];
    }
    return DONE;
  }

  private claim(key: Item, values: Update['ExpressionAttributeValues']): Answer {
    this.rev++;
    this.partition = `${key[Table.PARTITION_KEY]?.S}#${this.rev}#0#`;
    const item = { ...key, ...this.ledger, bucket: values[':bucket'], [Table.OBJECT_KEY]: values[':key'], rev: { N: String(this.rev) } };
    return { status: 200, body: JSON.stringify({ Attributes: item }) };
  }
}
