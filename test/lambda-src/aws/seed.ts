import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { EmulatedTable } from './emulated-table';
import { byKeyPartition, byStatusPartition, ledgerKey, toAttribute } from '../../../lambda-src/aws/ledger-item';
import { objectId, shardOf } from '../../../lambda-src/core/identity';
import { Status, Table } from '../../../src/contract';
import { published } from '../core/api/memory';

/** An object of the ledger. */
interface Seed {
  readonly key: string;
  readonly status?: Status;
  readonly committedAt?: string;
}

/** Puts ledger items of a bucket as the writer leaves them. */
export async function seed(dynamodb: DynamoDBClient, bucket: string, objects: Seed[]): Promise<void> {
  const requests = objects.map(({ key, status = Status.COMMITTED, committedAt = published().committedAt }): WriteRequest => {
    const id = objectId(bucket, key);
    return {
      PutRequest: {
        Item: {
          ...ledgerKey(id),
          bucket: { S: bucket },
          rev: { N: '1' },
          published: toAttribute(published({ status, committedAt })),
          [Table.OBJECT_KEY]: { S: key },
          [Table.BY_KEY_PARTITION]: { S: byKeyPartition(bucket, shardOf(id)) },
          [Table.BY_STATUS_PARTITION]: { S: byStatusPartition(bucket, status, shardOf(id)) },
          [Table.FINAL_AT]: { S: `${committedAt}#${id}` },
        },
      },
    };
  });
  while (requests.length > 0) {
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [EmulatedTable.TABLE]: requests.splice(0, 25) } }));
  }
}
