import {
  DeleteTableCommand, DescribeTableCommand, DynamoDBClient, type TableDescription, UpdateTableCommand, waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import type { Found, Kind } from './kind';
import type { AwsAccess } from '../aws';
import { sdkConfig, unless } from '../sdk';

const LIMIT_SECONDS = 600;

/** Tables, in each of their regions: protection against deletion is lifted, because somebody has just confirmed it. */
export class Tables implements Kind {
  private readonly dynamodb: DynamoDBClient;

  constructor(private readonly access: AwsAccess) {
    this.dynamodb = new DynamoDBClient(sdkConfig(access));
  }

  async find(table: string): Promise<Found | undefined> {
    const found = await describe(this.dynamodb, table);
    if (found === undefined) return undefined;
    const { ItemCount = 0, TableSizeBytes = 0, CreationDateTime } = found;
    const elsewhere = this.replicasOf(found).map((region) => `, also in ${region}`).join('');
    return { holds: `about ${ItemCount} items, ${TableSizeBytes} bytes${elsewhere}`, createdAt: CreationDateTime };
  }

  async remove(table: string, onRemoved: (parts: number) => void): Promise<void> {
    const found = await describe(this.dynamodb, table);
    for (const region of found ? this.replicasOf(found) : []) {
      await remove(new DynamoDBClient(sdkConfig({ ...this.access, region })), table);
      onRemoved(1);
    }
    await remove(this.dynamodb, table);
    onRemoved(1);
  }

  private replicasOf({ Replicas = [] }: TableDescription): string[] {
    return Replicas.flatMap(({ RegionName }) => RegionName === undefined || RegionName === this.access.region ? [] : [RegionName]);
  }
}

async function describe(dynamodb: DynamoDBClient, table: string): Promise<TableDescription | undefined> {
  return (await unless(dynamodb.send(new DescribeTableCommand({ TableName: table })), 'ResourceNotFoundException'))?.Table;
}

async function remove(dynamodb: DynamoDBClient, table: string): Promise<void> {
  const found = await describe(dynamodb, table);
  if (found?.DeletionProtectionEnabled) await dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false }));
  await dynamodb.send(new DeleteTableCommand({ TableName: table }));
  await waitUntilTableNotExists({ client: dynamodb, maxWaitTime: LIMIT_SECONDS, minDelay: 1, maxDelay: 5 }, { TableName: table });
}
