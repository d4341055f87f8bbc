import type { AwsClient } from './client';
import type { Attributes } from './ledger-item';

/** One page of DynamoDB's Query. */
export interface QueryPage {
  readonly Items: Attributes[];
  readonly LastEvaluatedKey?: Attributes;
}

/** A body for {@link AwsClient.dynamodb} from any JSON value. */
export function jsonBody(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** One call of Query. */
export function query(client: AwsClient, input: object): Promise<QueryPage> {
  return client.dynamodb<QueryPage>('Query', jsonBody(input));
}
