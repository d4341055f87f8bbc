import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsClient } from '../../../lambda-src/aws/client';
import { Emulator } from '../../../local/emulator';
import { Table } from '../../../src/contract';
import { INDEXES } from '../../../src/storage/table-keys';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'us-east-1';
const key = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const schema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const }, { AttributeName: sort, KeyType: 'RANGE' as const },
];
const index = (name: string, partition: string, sort: string) => ({
  IndexName: name, KeySchema: schema(partition, sort), Projection: { ProjectionType: 'KEYS_ONLY' as const },
});

/** A running emulator with the contract's table and a bucket, and clients for it: ours and the SDK's. */
export class EmulatedTable {
  static readonly TABLE = 'ledger-and-rows';
  static readonly BUCKET = 'landing-bucket';

  static async start(): Promise<EmulatedTable> {
    const emulator = await Emulator.start();
    const table = new EmulatedTable(emulator);
    await table.dynamodb.send(new CreateTableCommand({
      TableName: EmulatedTable.TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...new Set([Table.PARTITION_KEY, Table.SORT_KEY, ...INDEXES.flatMap(([, ...keys]) => keys)])].map(key),
      KeySchema: schema(Table.PARTITION_KEY, Table.SORT_KEY),
      GlobalSecondaryIndexes: INDEXES.map(([name, partition, sort]) => index(name, partition, sort)),
    }));
    await table.s3.send(new CreateBucketCommand({ Bucket: EmulatedTable.BUCKET }));
    return table;
  }

  readonly endpoint: string;
  readonly client: AwsClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;

  private constructor(private readonly emulator: Emulator) {
    const { endpoint } = emulator;
    this.endpoint = endpoint;
    this.client = new AwsClient({ region, endpoint, credentials });
    this.dynamodb = new DynamoDBClient({ region, endpoint, credentials });
    this.s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
  }

  async stop(): Promise<void> {
    this.dynamodb.destroy();
    this.s3.destroy();
    await this.emulator.stop();
  }
}
