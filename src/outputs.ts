import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IngestApi } from './api/ingest-api';
import { IngestMaintenance } from './operations/ingest-maintenance';
import { IngestProcessor } from './processing/ingest-processor';
import { IngestSource } from './source/ingest-source';
import { IngestTable } from './storage/ingest-table';

/** The parts that outputs tell about. */
export interface Parts {
  readonly source: IngestSource;
  readonly table: IngestTable;
  readonly processor: IngestProcessor;
  readonly api: IngestApi;
  readonly maintenance?: IngestMaintenance;
}

/** Tells the deployer where things are. The value of an API key is never among them. */
export function addOutputs(scope: Construct, { source, table, processor, api, maintenance }: Parts): void {
  const outputs: [string, string, string | undefined][] = [
    ['ApiEndpoint', 'Base URL of the API, with the stage', api.url],
    ...api._createdKeys.map(({ name, key }): [string, string, string] => name === undefined
      ? ['ApiKeyId', 'Id of the API key, not its value', key.keyId]
      : [`ApiKeyId-${name}`, `Id of the API key of ${name}, not its value`, key.keyId]),
    ['BucketName', 'Where files land', source.bucket.bucketName],
    ['QuarantineBucketName', 'Where records are kept that cannot be read', source.quarantine?.bucket.bucketName],
    ['QueueUrl', 'Where object events wait', source.queue.queueUrl],
    ['BackfillQueueUrl', 'Where replays and backfills wait', source.backfillQueue?.queueUrl],
    ['DeadLetterQueueUrl', 'Where events end that failed too often', source.deadLetterQueue?.queueUrl],
    ['TableName', 'Ledger and rows', table.table.tableName],
    // A function of another stack depends on this one already.
    ['IngestFunctionName', 'Reads the files', Stack.of(processor.function) === Stack.of(scope) ? processor.function.functionName : undefined],
    ['MaintenanceFunctionName', 'Runs jobs', maintenance?.function.functionName],
    ['ApiFunctionName', 'Answers the API', api.function.functionName],
  ];
  for (const [id, description, value] of outputs) {
    if (value !== undefined) new CfnOutput(scope, id, { description, value });
  }
}
