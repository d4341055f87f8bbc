import { AwsClient } from '../../../../../lambda-src/aws/client';
import { type BatchAnswer, type Put, putsOf, requestOf } from '../flaky-table';
import type { BatchBug } from '../simulation';

/** Lets what a batch left travel with the next one, without looking whether it is in there already. */
export const duplicateKey: BatchBug = {
  name: 'duplicate key in a batch',
  plant: (table) => new class extends AwsClient {
    private left: Put[] = [];

    override async dynamodb<T = unknown>(operation: string, body: string | Buffer): Promise<T> {
      const puts = [...putsOf(body), ...this.left].slice(0, 25);
      this.left = [];
      const answer = await table.dynamodb<T & BatchAnswer>(operation, requestOf(puts));
      this.left = Object.values(answer.UnprocessedItems ?? {}).flat();
      return answer;
    }
  }(),
};
