import { ServiceError } from '../../../../lambda-src/aws/errors';
import type { PutClient } from '../../../../lambda-src/aws/record-writer';

/** A record item as the writer puts it. */
export interface RecordItem {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
  readonly version: { readonly S: string };
  readonly data?: { readonly S: string };
  readonly deleted?: { readonly BOOL: boolean };
}

/** A PutItem as it reaches the table. */
export interface Put {
  readonly Item: RecordItem;
  readonly ConditionExpression?: string;
}

/** Bytes, as DynamoDB compares texts. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** DynamoDB's PutItem in memory: what a condition does, and what it is to lose one. */
export class RecordTable {
  readonly items = new Map<string, RecordItem>();

  put({ Item, ConditionExpression }: Put): void {
    const id = `${Item.pk.S}\0${Item.sk.S}`;
    const there = this.items.get(id);
    if (ConditionExpression !== undefined && there !== undefined && !this.holds(ConditionExpression, there, Item)) {
      throw new ServiceError('dynamodb', 'PutItem', 400, 'ConditionalCheckFailedException', 'The conditional request failed');
    }
    this.items.set(id, Item);
  }

  /** A client of one invocation. `between` is called before the put is applied, and may fail; `after` when it was. */
  client(between: (put: Put) => Promise<Put>, after: () => void): PutClient {
    return {
      dynamodb: async <T>(operation: string, body: string | Buffer): Promise<T> => {
        if (operation !== 'PutItem') throw new Error(`${operation} is not a put`);
        this.put(await between(JSON.parse(Buffer.from(body as string, 'latin1').toString()) as Put));
        after();
        return {} as T;
      },
    };
  }

  private holds(condition: string, there: RecordItem, item: RecordItem): boolean {
    if (condition !== 'attribute_not_exists(#v) OR #v <= :v') throw new Error(`the condition ${condition} is not known here`);
    return compareTexts(there.version.S, item.version.S) <= 0;
  }
}
