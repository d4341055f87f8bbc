import { AwsClient } from '../../../../../lambda-src/aws/client';
import type { BatchBug } from '../simulation';

/** Takes an answer for the end of a batch, whatever it leaves. */
export const noUnprocessedLoop: BatchBug = {
  name: 'no UnprocessedItems loop',
  plant: (table) => new class extends AwsClient {
    override async dynamodb<T = unknown>(operation: string, body: string | Buffer): Promise<T> {
      await table.dynamodb(operation, body);
      return {} as T;
    }
  }(),
};
